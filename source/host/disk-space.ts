// Touches the world: asks the kernel how much room a file system has.
import { stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { answered } from './answered.ts';

/** Room of one file system. */
export type DiskSpace = {
	/** The nearest directory that exists; it was asked in place of the path. */
	readonly asked: string;
	/** Device number: two paths with the same share their room. */
	readonly device: number;
	/** Bytes that this user may still write. */
	readonly freeBytes: number;
	readonly totalBytes: number;
};

/**
 * Tells the room of the file system that a path lies on, or would lie on once made.
 * @throws Node's own error when no parent can be looked at (EACCES, EIO, ESTALE); OperatorError when it hangs
 */
export const diskSpace = (path: string): Promise<DiskSpace> => answered(path, look(path));

async function look(path: string): Promise<DiskSpace> {
	const asked = await nearestExisting(resolve(path));
	const [{ dev }, { bavail, blocks, bsize }] = await Promise.all([stat(asked), statfs(asked)]);
	return { asked, device: dev, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

async function nearestExisting(path: string): Promise<string> {
	try {
		await stat(path);
		return path;
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if ((code !== 'ENOENT' && code !== 'ENOTDIR') || dirname(path) === path) throw error;
		return nearestExisting(dirname(path));
	}
}
