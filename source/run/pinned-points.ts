// Touches the world: reads the journals of all runs of a stack.
import { basename } from 'node:path';
import type { JournalEvent, Purpose } from './events.ts';
import { hopsOf } from './hops-of.ts';
import { hasChanged } from './interruption.ts';
import { keptStatesOf } from './kept-state.ts';
import { type RunRecord, readRunRecords } from './run-records.ts';

/** Tells which run needs a restore point, a clause; undefined when none does. */
export type Pinned = (point: { readonly id: string; readonly run: string }) => string | undefined;

/** Reads every journal of the stack. A journal that cannot be read pins what its run took. */
export const readPinnedPoints = (directory: string): Pinned => pinnedPoints(readRunRecords(directory));

/**
 * What the journals refer to: restore points of runs that did not end, of those that changed the stack and were not
 * verified, of the newest verified upgrade, and those that tell what a way back has kept.
 * @param records oldest first
 */
export function pinnedPoints(records: readonly RunRecord[]): Pinned {
	const hops = records.flatMap(hopRecords);
	const newestVerified = hops.findLast((hop) => isVerifiedUpgrade(hop));
	const needed = new Map<string, string>();
	for (const hop of hops) {
		const reason =
			hop === newestVerified ? `run ${hop.run} upgraded after it` : openReason(hop, hop === hops.at(-1));
		if (reason !== undefined) for (const id of pointsOf(hop)) needed.set(id, reason);
	}
	for (const { restorePoint, run } of keptStatesOf(records)) {
		const id = basename(restorePoint);
		if (!needed.has(id)) needed.set(id, `it tells what run ${run} has kept`);
	}
	const damaged = new Set(records.filter((record) => record.damaged).map(({ run }) => run));
	return ({ id, run }) =>
		needed.get(id) ?? (damaged.has(run) ? `the journal of run ${run} cannot be read` : undefined);
}

/** What a run's journal says of one of its hops. */
type HopRecord = Pick<RunRecord, 'run' | 'events' | 'damaged'> & {
	readonly purpose: Purpose | undefined;
	/** False for a hop that another one has followed: it was verified. */
	readonly isLast: boolean;
};

function hopRecords({ run, events, damaged }: RunRecord): readonly HopRecord[] {
	const purpose = events.find((event) => event.type === 'run')?.purpose;
	return hopsOf(events).map((hop, index, all) => ({
		...{ run, damaged, purpose, events: hop, isLast: index === all.length - 1 },
	}));
}

/** Why the run may still need them; undefined when it does not. Nobody goes on with one that had changed nothing. */
function openReason(hop: HopRecord, isNewest: boolean): string | undefined {
	const { run, events, damaged, purpose } = hop;
	if (damaged) return `the journal of run ${run} is damaged`;
	if (isVerifiedUpgrade(hop)) return undefined;
	const result = resultOf(events);
	if (!result) return isNewest || hasChanged(events) ? `run ${run} did not end` : undefined;
	if (!hasChanged(events) || (purpose === 'rollback' && result.exit === 0)) return undefined;
	return `run ${run} did not end verified`;
}

const isVerifiedUpgrade = ({ purpose, isLast, events }: HopRecord) =>
	purpose === 'upgrade' && (!isLast || resultOf(events)?.state === 'new version');

const resultOf = (events: readonly JournalEvent[]) =>
	events.findLast((event) => event.type === 'result')?.result;

/** Ids of all restore points that stand in the journal: taken, or gone back to. */
function pointsOf({ events }: HopRecord): readonly string[] {
	return events.flatMap((event): readonly string[] => {
		if (event.type === 'step ends' && event.step === 'restore-point' && event.outputs?.path)
			return [basename(event.outputs.path)];
		if (event.type !== 'plan') return [];
		return event.plan.steps.flatMap(({ parameters: { restorePoint } }) =>
			restorePoint ? [basename(restorePoint)] : [],
		);
	});
}
