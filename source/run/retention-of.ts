// Touches the world: looks at a stack's restore points and at the journals that refer to them.
import { basename, join } from 'node:path';
import { quote } from '../docker/command.ts';
import { listRestorePoints, type RestorePoints } from '../restore-points/list.ts';
import { isProven } from '../restore-points/manifest.ts';
import { idOfPartial, idOfProof, idOfRemoving, idTime } from '../restore-points/names.ts';
import { type Retention, type RetentionPoint, retain, retentionSchema } from '../restore-points/retention.ts';
import type { Stack } from '../survey/identify.ts';
import { isAlive, type LockHolder } from './lock.ts';
import { type Pinned, readPinnedPoints } from './pinned-points.ts';

/** What the stack's retention says of what lies among its restore points. */
export type StackRetention = {
	readonly retention: Retention;
	readonly found: RestorePoints;
	readonly pinned: Pinned;
	/** Absolute path of what a verdict is about. */
	readonly pathOf: (id: string) => string;
};

/** @param holder who holds the stack's lock now; undefined when that is the caller, or nobody */
export async function retentionOf(
	stack: Pick<Stack, 'directory' | 'backups' | 'settings'>,
	now: Date,
	holder?: LockHolder,
): Promise<StackRetention> {
	const found = await listRestorePoints(stack.backups);
	const pinned = readPinnedPoints(stack.directory);
	const policy = stack.settings.retention ?? retentionSchema.parse({});
	return {
		retention: retain(retentionPoints(found, pinned, holder), policy, now),
		found,
		pinned,
		pathOf: (id) => join(stack.backups, id),
	};
}

/** Each with what decides on it. */
export function retentionPoints(
	found: RestorePoints,
	pinned: Pinned,
	holder: LockHolder | undefined,
): readonly RetentionPoint[] {
	return [
		...found.complete.map(({ path, manifest }): RetentionPoint => {
			const id = basename(path);
			const neededBy = pinned({ id, run: manifest.run });
			return {
				is: 'whole',
				id,
				takenAt: manifest.takenAt,
				proven: isProven(manifest),
				...(neededBy === undefined ? {} : { neededBy }),
			};
		}),
		...found.unreadable.map(({ path }): RetentionPoint => ({ is: 'unreadable', id: basename(path) })),
		...found.incomplete.map((path) => incompletePoint(basename(path), holder)),
	];
}

function incompletePoint(id: string, holder: LockHolder | undefined): RetentionPoint {
	if (idOfRemoving(id)) return { is: 'being removed', id };
	const begun = idTime(idOfPartial(id) ?? id);
	// Names tell whole seconds. What is older was left by a run before.
	const since = Math.floor(Date.parse(holder?.since ?? '') / 1000) * 1000;
	const inUse =
		// What a proof before has left, the next one removes before it begins.
		idOfProof(id) !== undefined ||
		(idOfPartial(id) !== undefined && begun !== undefined && begun.getTime() >= since);
	return { is: 'incomplete', id, ...(holder && isAlive(holder) && inUse ? { writtenBy: holder.run } : {}) };
}

/** What a run's result says of the retention; empty when nothing would be removed. */
export async function prunable(
	stack: Pick<Stack, 'directory' | 'backups' | 'settings'>,
): Promise<readonly string[]> {
	const { remove } = (await retentionOf(stack, new Date())).retention;
	if (remove.length === 0) return [];
	const ids = remove.map(({ id }) => id).join(', ');
	return [
		`The retention no longer keeps ${ids}. Nothing is removed by itself: lockkeeper restore-points prune --stack ${quote(stack.directory)}`,
	];
}
