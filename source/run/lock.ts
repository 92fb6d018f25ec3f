// Touches the world: the lock file of a stack.
import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { toShell } from '../docker/command.ts';
import { OperatorError } from '../host/errors.ts';
import { markChildren } from '../host/orphans.ts';
import { bootId, processStart } from '../host/processes.ts';
import { whoIsHere } from '../host/who.ts';
import { cannotWrite, openStateDirectory } from './state-directory.ts';

const holderSchema = z.object({
	run: z.string(),
	/** `ada`, or `ada as root`. */
	user: z.string(),
	host: z.string(),
	/** The other end of the SSH connection, or `this host`. */
	from: z.string(),
	/** ISO 8601. */
	since: z.string(),
	pid: z.number(),
	/** Kernel's boot id and the process's start: a reused process id is not the holder. */
	boot: z.string(),
	start: z.string(),
});

export type LockHolder = z.infer<typeof holderSchema>;

/**
 * Takes the lock of a stack; what this process starts while it holds it carries the run's id. Returns how to release it.
 * @throws OperatorError that names a live holder, or says why nobody may take it here
 */
export function takeLock(stateDirectory: string, run: string, now: Date): () => void {
	openStateDirectory(stateDirectory);
	const file = join(stateDirectory, 'lock');
	// Two hosts or two containers may have the same process id.
	const own = `${file}.${randomUUID()}`;
	const holder: LockHolder = {
		run,
		...whoIsHere(),
		host: hostname(),
		since: now.toISOString(),
		pid: process.pid,
		boot: bootId(),
		start: processStart(process.pid) ?? '',
	};
	try {
		writeToDisk(own, JSON.stringify(holder));
		const until = performance.now() + patience;
		while (performance.now() < until) {
			// A link, and not a write: whoever reads the lock sees all of it or none.
			if (link(own, file)) {
				const unmark = markChildren(run);
				return () => {
					unmark();
					release(file, holder);
				};
			}
			const current = readHolder(file);
			if (current && isAlive(current)) throw heldBy(current, file);
			if (!current && isDamaged(file)) throw damaged(file);
			if (current) removeStale(file, own);
			Atomics.wait(sleeper, 0, 0, pause);
		}
		throw tooFast(file);
	} finally {
		forget(own);
	}
}

/** Milliseconds in which others come and go; on a busy host one may wait long for its turn. */
const patience = 5000;
/** Milliseconds between two looks. */
const pause = 10;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** A lock that a power cut left empty would keep everybody out. @throws OperatorError when the disk does not take it */
function writeToDisk(file: string, text: string): void {
	try {
		const descriptor = openSync(file, 'wx', 0o600);
		try {
			writeSync(descriptor, text);
			fsyncSync(descriptor);
		} finally {
			closeSync(descriptor);
		}
	} catch (error) {
		throw cannotWrite(file, error);
	}
}

/** False when the name is taken. */
function link(own: string, name: string): boolean {
	try {
		linkSync(own, name);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		return false;
	}
}

/** Who holds the lock; undefined when nobody does or the file says nothing that can be read. */
export const readLock = (stateDirectory: string) => readHolder(join(stateDirectory, 'lock'));

function readHolder(file: string): LockHolder | undefined {
	try {
		return parseHolder(readFileSync(file, 'utf8'));
	} catch {
		return undefined;
	}
}

/** A lock is linked whole: one that cannot be read stays so, one that is gone is none. */
function isDamaged(file: string): boolean {
	try {
		return parseHolder(readFileSync(file, 'utf8')) === undefined;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code !== 'ENOENT';
	}
}

function parseHolder(text: string): LockHolder | undefined {
	try {
		return holderSchema.parse(JSON.parse(text));
	} catch {
		return undefined;
	}
}

/** False for a holder that ended, also when its process id was given to another or the host was restarted. */
export function isAlive(holder: LockHolder): boolean {
	return (
		holder.host !== hostname() || (holder.boot === bootId() && processStart(holder.pid) === holder.start)
	);
}

function heldBy(holder: LockHolder, file: string): OperatorError {
	const here = holder.host === hostname();
	return new OperatorError(
		`Another Lockkeeper works on this stack: run ${holder.run} of ${holder.user} from ${holder.from}, process ${holder.pid}${here ? '' : ` on host ${holder.host}`}, since ${holder.since}.`,
		{
			exit: 3,
			advice: [
				'Nothing was changed by this one.',
				here
					? `Look at it, answer it or end it: ${toShell({ argv: ['lockkeeper', 'attach', '--stack', dirname(dirname(file))] })}`
					: 'Answer or end the other one first.',
				...(here
					? []
					: [
							`From this host, ${hostname()}, nobody can see whether it still runs. When it does not, remove ${file}.`,
						]),
			],
		},
	);
}

const damaged = (file: string) =>
	new OperatorError(`Expected the lock ${file} to name its holder, but it cannot be read.`, {
		exit: 3,
		advice: ['Nothing was changed.', 'When no other Lockkeeper works on this stack, remove that file.'],
	});

const tooFast = (file: string) =>
	new OperatorError(`The lock ${file} could not be taken: it changes hands too fast.`, {
		exit: 3,
		advice: ['Nothing was changed.', 'Try again.'],
	});

/**
 * Two may see the same stale lock, and one of them may already have taken its place when the other removes it
 * (seen with 30 processes). So only the holder of a second lock removes, and looks again before it does.
 */
function removeStale(file: string, own: string): void {
	const guard = `${file}.removing`;
	if (!link(own, guard)) {
		const remover = readHolder(guard);
		if (remover && !isAlive(remover)) unlinkQuietly(guard);
		return;
	}
	try {
		const current = readHolder(file);
		if (current && !isAlive(current)) unlinkQuietly(file);
	} finally {
		unlinkQuietly(guard);
	}
}

function unlinkQuietly(file: string): void {
	try {
		unlinkSync(file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
	}
}

/** What goes wrong here must not hide what went wrong before. */
function forget(own: string): void {
	try {
		unlinkSync(own);
	} catch {
		// It was never written, or the disk takes nothing any more; nobody reads it.
	}
}

function release(file: string, holder: LockHolder): void {
	try {
		const current = readHolder(file);
		if (current?.run === holder.run && current.pid === holder.pid) unlinkSync(file);
	} catch {
		// A failure to release never hides the first error; a dead holder's lock is recognised anyway.
	}
}
