// Touches the world: measures restore points on a stack that it fills first.
import path from 'node:path';
import type { Progress } from '../../lab/image.ts';
import { type MeasureName, type RestorePointMeasure, type Rounds, restorePointMeasures } from '../measure.ts';
import type { Subject } from '../subject.ts';
import { withDatabasesOnly } from './database-only.ts';
import { fillStack } from './fill-stack.ts';
import { memoryRounds } from './memory-rounds.ts';
import { requestRounds } from './request-rounds.ts';
import { restoreRounds } from './restore-rounds.ts';
import { inRoom, whatARoomLacks } from './room.ts';
import { sidesFor } from './side.ts';
import { timeRounds } from './time-rounds.ts';
import type { Workshop } from './workshop.ts';

export type RestorePointRounds = Readonly<Partial<Record<RestorePointMeasure, Rounds>>>;

export type RestorePointOptions = {
	/** Gigabytes of the database, and of the files. */
	readonly size: number;
	readonly rounds: number;
	/** An existing one, for restore points. */
	readonly directory: string;
};

/** What these measures need, and nothing for those that are about something else. The held ones come last. */
export async function restorePointRounds(
	subject: Subject,
	names: readonly MeasureName[],
	{ size, rounds, directory }: RestorePointOptions,
	progress: Progress,
): Promise<RestorePointRounds> {
	const wanted = (...some: readonly MeasureName[]) => some.some((name) => names.includes(name));
	if (!wanted(...restorePointMeasures)) {
		return {};
	}

	const held = sidesFor(names, true).length > 0;
	const lacking = held ? await whatARoomLacks() : undefined;
	if (lacking !== undefined) {
		throw new Error(`${lacking} The measures that are not held can be called by name.`);
	}

	await fillStack(subject.stack, size, progress);
	const databasesOnly = await withDatabasesOnly(subject.program);
	const workshop: Workshop = { subject, databasesOnly, size, backups: path.join(directory, 'backups') };
	const free = await timeRounds(workshop, names, rounds, progress);
	const memory = wanted('restore-point-memory', 'restore-point-memory-children')
		? await memoryRounds(workshop, rounds, progress)
		: {};
	const requests = wanted('restore-point-requests')
		? { 'restore-point-requests': await requestRounds(workshop, rounds, progress) }
		: {};
	const restores = await restoreRounds(workshop, names, rounds, progress);
	const inside = held
		? await inRoom(subject.stack, directory, progress, (room) =>
				timeRounds(workshop, names, rounds, progress, room),
			)
		: {};
	return { ...free, ...memory, ...requests, ...restores, ...inside };
}
