import type { Plan } from '../plan/plan.ts';
import { compactTime } from '../restore-points/names.ts';
import type { RunRecord } from './run-records.ts';

/** What the swap of a way back has kept, as the journals tell it. */
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

/** What an operator calls it by: its dated names begin with the same. */
export const keptStateName = ({ at }: Pick<KeptState, 'at'>): string => `before-${compactTime(new Date(at))}`;

/**
 * Every state that was kept and not brought back since, oldest first; somebody may have removed it by hand.
 * @param records oldest first
 */
export function keptStatesOf(records: readonly RunRecord[]): readonly KeptState[] {
	let kept: readonly KeptState[] = [];
	for (const { plan, is } of swapsIn(records)) {
		const { undoes } = swapOf(plan);
		if (is !== 'done') continue;
		// An undo uses up what it brings back.
		kept = [...kept.filter(({ at }) => at !== undoes), ...keptBy(plan)];
	}
	return kept;
}

/**
 * The newest; undefined when no swap ended well, or the pin was changed again since: what was kept is then of a time before.
 * @param records oldest first
 */
export function newestKeptState(records: readonly RunRecord[]): KeptState | undefined {
	const last = swapsIn(records).at(-1);
	return last?.is === 'done' ? keptBy(last.plan).at(-1) : undefined;
}

/** Swaps and changes of the pin, in their order. */
function swapsIn(records: readonly RunRecord[]) {
	const swaps: { plan: Plan; is: 'begun' | 'done' | 'pinned' }[] = [];
	for (const { events } of records) {
		let plan: Plan | undefined;
		for (const event of events) {
			if (event.type === 'plan') plan = event.plan;
			if (!plan || (event.type !== 'step begins' && event.type !== 'step ends')) continue;
			if (event.type === 'step begins' && event.step === 'pin') swaps.push({ plan, is: 'pinned' });
			if (event.step !== 'swap') continue;
			if (event.type === 'step begins') swaps.push({ plan, is: 'begun' });
			else if (event.outcome === 'done') swaps.push({ plan, is: 'done' });
		}
	}
	return swaps;
}

const swapOf = (plan: Plan) => plan.steps.find(({ id }) => id === 'swap')?.parameters ?? {};

function keptBy(plan: Plan): readonly KeptState[] {
	const { restorePoint, at, copies } = swapOf(plan);
	if (restorePoint === undefined || at === undefined) return [];
	return [{ version: plan.from, at, restorePoint, ...(copies === undefined ? {} : { copies }) }];
}
