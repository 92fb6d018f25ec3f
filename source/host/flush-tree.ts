// Touches the world: makes a whole directory safe from a loss of power; the one place that runs the host's sync.
import { constants, open, readdir } from 'node:fs/promises';
import { execa } from 'execa';
import { OperatorError } from './errors.ts';
import { findProgram } from './programs.ts';
import { type Hurry, hungWords, left, watchCall } from './watch-call.ts';

/** Milliseconds: what lies in memory is written in minutes, also on a slow disk. */
const deadline = 30 * 60_000;

/**
 * Flushes all that was written below a directory: the file system it lies on, in one act. Where no `sync` can do that,
 * each file and directory by itself.
 * @param hurry for tests
 * @throws OperatorError when the disk did not take it; the signal's reason when it was aborted
 */
export async function flushTree(path: string, signal?: AbortSignal, hurry?: Hurry): Promise<void> {
	if (!(await flushFileSystem(path, signal, hurry))) await flushEach(Buffer.from(path), signal);
}

/** @returns false when there is no `sync` here that takes a path */
async function flushFileSystem(
	path: string,
	signal: AbortSignal | undefined,
	hurry: Hurry | undefined,
): Promise<boolean> {
	const sync = await findProgram('sync');
	if (!sync) return false;
	const watch = watchCall({ deadline }, signal, hurry);
	const flushing = execa(sync, ['-f', path], {
		env: { LC_ALL: 'C' },
		stdin: 'ignore',
		reject: false,
		forceKillAfterDelay: watch.insistAfter,
		cancelSignal: watch.signal,
	});
	const result = await watch.orLeft(Promise.resolve(flushing));
	signal?.throwIfAborted();
	const hung = watch.hung();
	if (hung || result === left)
		throw notSafe(path, `sync ${hung ? hungWords(hung) : 'was stopped'}`, undefined);
	if (!result.failed) return true;
	if (/(?:invalid|unrecognized) option|usage:/i.test(result.stderr)) return false;
	throw notSafe(path, result.stderr || (result.shortMessage ?? 'sync failed'), result);
}

async function flushEach(path: Buffer, signal: AbortSignal | undefined): Promise<void> {
	signal?.throwIfAborted();
	try {
		for (const entry of await readdir(path, { withFileTypes: true, encoding: 'buffer' })) {
			const child = Buffer.concat([path, Buffer.from('/'), entry.name]);
			if (entry.isDirectory()) await flushEach(child, signal);
			// A link or a pipe has nothing but its name, and that is its directory's.
			else if (entry.isFile()) await flush(child);
		}
		await flush(path);
	} catch (error) {
		if (error instanceof OperatorError || signal?.aborted) throw error;
		throw notSafe(path.toString(), (error as Error).message, error);
	}
}

async function flush(path: Buffer): Promise<void> {
	const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}

const notSafe = (path: string, why: string, cause: unknown) =>
	new OperatorError(`${path}: what was written there could not be flushed to the disk: ${why}.`, {
		exit: 3,
		advice: ['Look at the disk it lies on (`dmesg`), then try again.'],
		cause,
	});
