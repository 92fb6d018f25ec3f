import type { Plan } from '../plan/plan.ts';
import { compactTime } from '../restore-points/names.ts';
import { type Alone, aloneIn } from '../restore-points/selection.ts';
import type { JournalEvent } from './events.ts';
import type { RunRecord } from './run-records.ts';

/** What the swap of a way back has kept, as the journals tell it. */
export type KeptState = {
	/** The run that kept it. */
	readonly run: string;
	/** That had last been started on it. */
	readonly version: string;
	/** When the swap was; its names are made of it. ISO 8601. */
	readonly at: string;
	/** Path of the restore point whose parts were swapped. */
	readonly restorePoint: string;
	/** Where the files lie that copies took the place of, as the plan carried them. */
	readonly copies?: string;
	/** Set when a part of the restore point was swapped, and the others were left as they were. */
	readonly alone?: Alone;
};

/** What an operator calls it by: its dated names begin with the same. */
export const keptStateName = ({ at }: Pick<KeptState, 'at'>): string => `before-${compactTime(new Date(at))}`;

/**
 * Every state that was kept, and neither brought back nor removed by name since, oldest first; somebody may have removed
 * it by hand.
 * @param records oldest first
 */
export function keptStatesOf(records: readonly RunRecord[]): readonly KeptState[] {
	let kept: readonly KeptState[] = [];
	for (const { run, plan } of planned(records).filter(isSwapped)) {
		const { undoes } = swapOf(plan);
		// An undo uses up what it brings back.
		kept = [...kept.filter(({ at }) => at !== undoes), ...keptBy(run, plan)];
	}
	const removed = new Set(records.flatMap((record) => record.keptRemoved));
	return kept.filter((state) => !removed.has(keptStateName(state)));
}

/**
 * The newest; undefined when no swap ended well, one was begun and did not, or another version was pinned since: what
 * was kept is then of a time before. A pin that is part of a way back counts once its swap was begun.
 * @param records oldest first
 */
export function newestKeptState(records: readonly RunRecord[]): KeptState | undefined {
	let newest: { readonly at: string; readonly left: string } | undefined;
	for (const { plan, event } of planned(records)) {
		if (isSwapped({ plan, event })) newest = { at: swapOf(plan).at ?? '', left: plan.to };
		else if (event.type !== 'step begins') continue;
		else if (event.step === 'swap') newest = undefined;
		else if (event.step === 'pin' && !hasSwap(plan) && plan.to !== newest?.left) newest = undefined;
	}
	return keptStatesOf(records).find(({ at }) => at === newest?.at);
}

/**
 * The version that was last started on the data in use, or whose data was last swapped in; undefined when no journal
 * tells. What is pinned may be another, when a way back was killed between the two.
 * @param records oldest first
 */
export function versionOfData(records: readonly RunRecord[]): string | undefined {
	return planned(records).findLast(
		({ plan, event }) => isSwapped({ plan, event }) || (event.type === 'step begins' && event.step === 'up'),
	)?.plan.to;
}

/** The undo that was begun and has not swapped yet, by the time of what it undoes. @param records oldest first */
export function unfinishedUndo(records: readonly RunRecord[]): string | undefined {
	const last = planned(records).findLast(
		({ plan, event }) => isSwapped({ plan, event }) || (event.type === 'step begins' && event.step === 'pin'),
	);
	return last && !isSwapped(last) ? swapOf(last.plan).undoes : undefined;
}

type Planned = { readonly run: string; readonly plan: Plan; readonly event: JournalEvent };

/** Every event with the plan that it is part of. */
function planned(records: readonly RunRecord[]): readonly Planned[] {
	return records.flatMap(({ run, events }) => {
		let plan: Plan | undefined;
		return events.flatMap((event) => {
			if (event.type === 'plan') plan = event.plan;
			return plan ? [{ run, plan, event }] : [];
		});
	});
}

const isSwapped = ({ event }: Pick<Planned, 'plan' | 'event'>) =>
	event.type === 'step ends' && event.step === 'swap' && event.outcome === 'done';

const hasSwap = ({ steps }: Plan) => steps.some(({ id }) => id === 'swap');
const swapOf = ({ steps }: Plan) => steps.find(({ id }) => id === 'swap')?.parameters ?? {};

function keptBy(run: string, plan: Plan): readonly KeptState[] {
	const { restorePoint, at, copies, keeps = plan.from } = swapOf(plan);
	const alone = aloneIn(swapOf(plan));
	if (restorePoint === undefined || at === undefined) return [];
	return [
		{
			run,
			version: keeps,
			at,
			restorePoint,
			...(copies === undefined ? {} : { copies }),
			...(alone ? { alone } : {}),
		},
	];
}
