// Touches the world: watches the room that a restore point is written into.
import { diskSpace } from '../host/disk-space.ts';
import { OperatorError } from '../host/errors.ts';
import type { Progress } from '../run/events.ts';
import { ScriptFailure } from './script/failure.ts';

/** Room that a backup never uses up, bytes: a database that shares the disk must be able to go on writing. */
export const floorOf = (totalBytes: number): number =>
	Math.min(256 * 1024 * 1024, Math.floor(totalBytes / 50));

const forBackups = 'Make room on this disk, or choose a backup directory on another one.';

/** A room that is watched. */
export type WatchedRoom = {
	/** Aborted below the floor, with an OperatorError as reason. */
	readonly signal: AbortSignal;
	/** Asks at once, whatever the clock says. */
	readonly look: () => Promise<void>;
	readonly end: () => void;
};

/** Asks every second. @param advice what to do when there is too little */
export function watchRoom(path: string, advice = forBackups): WatchedRoom {
	const stop = new AbortController();
	const look = async () => {
		const space = await diskSpace(path).catch(() => undefined);
		if (!space || stop.signal.aborted || space.freeBytes >= floorOf(space.totalBytes)) return;
		stop.abort(
			new OperatorError(
				`Only ${space.freeBytes} bytes are free where ${path} lies; ${floorOf(space.totalBytes)} are left alone, so that a database on the same disk can go on writing.`,
				{ exit: 3, advice: [advice] },
			),
		);
	};
	const timer = setInterval(look, 1000);
	timer.unref();
	return { signal: stop.signal, look, end: () => clearInterval(timer) };
}

/** True for a full disk and a full quota, said by Node or by tar; whose disk a vendor's script means is not known. */
export function isFullDisk(error: unknown): boolean {
	if (error instanceof ScriptFailure) return false;
	const { code, message } = error as NodeJS.ErrnoException;
	return code === 'ENOSPC' || code === 'EDQUOT' || /No space left|Disk quota exceeded/.test(message ?? '');
}

/**
 * What to say when the disk became full.
 * @param written bytes of the restore point so far
 * @param last the last progress of each label
 */
export function fullDiskError(
	path: string,
	written: number,
	last: readonly Omit<Progress, 'step'>[],
	cause: unknown,
): OperatorError {
	const open = last.filter((progress) => progress.unit === 'bytes' && progress.total !== progress.done);
	const missing = open.map((progress) =>
		progress.total === undefined
			? `the ${progress.label} needed more, how much cannot be told`
			: `the ${progress.label} needed at most ${Math.ceil(progress.total - progress.done)} bytes more`,
	);
	return new OperatorError(
		[
			`The disk that holds ${path} is full: ${written} bytes of a restore point were written`,
			missing.length > 0 ? `, ${missing.join(', ')}` : '',
			'. The part was removed; earlier restore points are untouched.',
		].join(''),
		{ exit: 3, advice: [forBackups], cause },
	);
}
