// Touches the world: reads the journals of all runs of a stack.
import { basename } from 'node:path';
import type { JournalEvent } from './events.ts';
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
	const newestVerified = records.findLast((record) => isVerifiedUpgrade(record));
	const needed = new Map<string, string>();
	for (const record of records) {
		const reason =
			record === newestVerified
				? `run ${record.run} upgraded after it`
				: openReason(record, record === records.at(-1));
		if (reason !== undefined) for (const id of pointsOf(record)) needed.set(id, reason);
	}
	for (const { restorePoint, run } of keptStatesOf(records)) {
		const id = basename(restorePoint);
		if (!needed.has(id)) needed.set(id, `it tells what run ${run} has kept`);
	}
	const damaged = new Set(records.filter((record) => record.damaged).map(({ run }) => run));
	return ({ id, run }) =>
		needed.get(id) ?? (damaged.has(run) ? `the journal of run ${run} cannot be read` : undefined);
}

/** Why the run may still need them; undefined when it does not. Nobody goes on with one that had changed nothing. */
function openReason(record: RunRecord, isNewest: boolean): string | undefined {
	const { run, events, damaged } = record;
	if (damaged) return `the journal of run ${run} is damaged`;
	const result = events.findLast((event) => event.type === 'result')?.result;
	if (!result) return isNewest || hasChanged(events) ? `run ${run} did not end` : undefined;
	if (!hasChanged(events) || isVerifiedUpgrade(record)) return undefined;
	if (purposeOf(events) === 'rollback' && result.exit === 0) return undefined;
	return `run ${run} did not end verified`;
}

const isVerifiedUpgrade = ({ events }: RunRecord) =>
	purposeOf(events) === 'upgrade' &&
	events.findLast((event) => event.type === 'result')?.result.state === 'new version';

const purposeOf = (events: readonly JournalEvent[]) => events.find((event) => event.type === 'run')?.purpose;

/** Ids of all restore points that stand in the journal: taken, or gone back to. */
function pointsOf({ events }: RunRecord): readonly string[] {
	return events.flatMap((event): readonly string[] => {
		if (event.type === 'step ends' && event.step === 'restore-point' && event.outputs?.path)
			return [basename(event.outputs.path)];
		if (event.type !== 'plan') return [];
		return event.plan.steps.flatMap(({ parameters: { restorePoint } }) =>
			restorePoint ? [basename(restorePoint)] : [],
		);
	});
}
