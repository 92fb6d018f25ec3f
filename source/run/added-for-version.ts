import type { Step } from '../plan/plan.ts';
import { hopsOf } from './hops-of.ts';
import type { RunRecord } from './run-records.ts';

/** The step by which the newest upgrade to a version added its new variables; undefined when none did. @param records oldest first */
export function addedForVersion(records: readonly RunRecord[], version: string): Step | undefined {
	for (const events of records.flatMap((record) => hopsOf(record.events)).toReversed()) {
		const plan = events.find((event) => event.type === 'plan')?.plan;
		// Left out, it ended as well, but without a word of what it added.
		const added = events.some(
			(event) => event.type === 'step ends' && event.step === 'add-variables' && event.outputs !== undefined,
		);
		if (plan?.purpose === 'upgrade' && plan.to === version && added)
			return plan.steps.find(({ kind }) => kind === 'add-variables');
	}
	return undefined;
}
