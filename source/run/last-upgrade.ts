import type { Plan } from '../plan/plan.ts';
import { hopsOf } from './hops-of.ts';
import type { RunRecord } from './run-records.ts';

/** The plan of the newest upgrade whose pin was changed; undefined when there is none. @param records oldest first */
export function lastUpgrade(records: readonly RunRecord[]): Plan | undefined {
	for (const events of records.flatMap((record) => hopsOf(record.events)).toReversed()) {
		const plan = events.find((event) => event.type === 'plan')?.plan;
		if (
			plan?.purpose === 'upgrade' &&
			events.some((event) => event.type === 'step begins' && event.step === 'pin')
		)
			return plan;
	}
	return undefined;
}
