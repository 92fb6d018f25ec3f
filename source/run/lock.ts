// Touches the world: the lock file of a stack.
import { linkSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { OperatorError } from '../host/errors.ts';
import { bootId, processStart } from '../host/processes.ts';

const holderSchema = z.object({
	run: z.string(),
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

/** Takes the lock of a stack. Returns how to release it. @throws OperatorError that names a live holder */
export function takeLock(stateDirectory: string, run: string, now: Date): () => void {
	mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
	const file = join(stateDirectory, 'lock');
	const own = `${file}.${process.pid}`;
	const holder: LockHolder = {
		run,
		user: userInfo().username,
		host: hostname(),
		from: process.env.SSH_CONNECTION?.split(' ')[0] ?? 'this host',
		since: now.toISOString(),
		pid: process.pid,
		boot: bootId(),
		start: processStart(process.pid) ?? '',
	};
	writeFileSync(own, JSON.stringify(holder), { mode: 0o600 });
	try {
		for (let attempt = 0; attempt < 3; attempt++) {
			try {
				// A link, and not a write: whoever reads the lock sees all of it or none.
				linkSync(own, file);
				return () => release(file, holder);
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
			}
			const current = readLock(stateDirectory);
			if (current && isAlive(current)) throw heldBy(current);
			if (current) removeStale(file, own, current);
		}
		throw new OperatorError(`The lock ${file} could not be taken: it changes hands too fast.`, {
			exit: 3,
			advice: ['Try again.'],
		});
	} finally {
		unlinkSync(own);
	}
}

/** Who holds the lock; undefined when nobody does or the file says nothing that can be read. */
export function readLock(stateDirectory: string): LockHolder | undefined {
	try {
		return holderSchema.parse(JSON.parse(readFileSync(join(stateDirectory, 'lock'), 'utf8')));
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

function heldBy(holder: LockHolder): OperatorError {
	return new OperatorError(
		`Another Lockkeeper works on this stack: run ${holder.run} of ${holder.user} from ${holder.from}, process ${holder.pid}, since ${holder.since}.`,
		{ exit: 3, advice: ['Nothing was changed by this one.', 'Answer or end the other one first.'] },
	);
}

/** Two may see the same stale lock: only the one whose rename took that very lock away goes on to link. */
function removeStale(file: string, own: string, stale: LockHolder): void {
	const aside = `${own}.stale`;
	try {
		renameSync(file, aside);
	} catch {
		return;
	}
	const taken = JSON.parse(readFileSync(aside, 'utf8')) as LockHolder;
	if (taken.run !== stale.run || taken.pid !== stale.pid) {
		try {
			linkSync(aside, file);
		} catch {}
	}
	unlinkSync(aside);
}

function release(file: string, holder: LockHolder): void {
	try {
		const current = JSON.parse(readFileSync(file, 'utf8')) as LockHolder;
		if (current.run === holder.run && current.pid === holder.pid) unlinkSync(file);
	} catch {
		// A failure to release never hides the first error; a dead holder's lock is recognised anyway.
	}
}
