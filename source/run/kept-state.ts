import type { Plan } from '../plan/plan.ts';
import type { RunRecord } from './run-records.ts';

/** What the newest swap of a way back has kept, as the journals tell it. */
export type KeptState = {
	/** That was pinned when it was kept. */
	readonly version: string;
	/** When the swap was; its names are made of it. ISO 8601. */
	readonly at: string;
	/** Path of the restore point whose parts were swapped. */
	readonly restorePoint: string;
	/** Where the files lie that copies took the place of, as the plan carried them. */
	readonly copies?: string;
};

/**
 * Undefined when no swap ended well, or the pin was changed again since: what was kept is then of a time before.
 * @param records oldest first
 */
export function keptStateOf(records: readonly RunRecord[]): KeptState | undefined {
	let kept: KeptState | undefined;
	for (const { events } of records) {
		let plan: Plan | undefined;
		for (const event of events) {
			if (event.type === 'plan') plan = event.plan;
			if (event.type === 'step begins' && (event.step === 'pin' || event.step === 'swap')) kept = undefined;
			if (event.type === 'step ends' && event.step === 'swap' && event.outcome === 'done')
				kept = plan && keptBy(plan);
		}
	}
	return kept;
}

function keptBy(plan: Plan): KeptState | undefined {
	const { restorePoint, at, copies } = plan.steps.find(({ id }) => id === 'swap')?.parameters ?? {};
	if (restorePoint === undefined || at === undefined) return undefined;
	return { version: plan.from, at, restorePoint, ...(copies === undefined ? {} : { copies }) };
}
