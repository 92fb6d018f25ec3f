// Touches the world: a lock file that says which process holds it.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** Runs the action while holding the lock; waits for a living holder, takes over from a dead one. */
export async function whileLocked<Result>(file: string, action: () => Promise<Result>): Promise<Result> {
	while (!(await take(file))) {
		if (!(await holderLives(file))) {
			await rm(file, { force: true });
			continue;
		}

		await pause(200);
	}

	try {
		return await action();
	} finally {
		await rm(file, { force: true });
	}
}

async function take(file: string): Promise<boolean> {
	try {
		await writeFile(file, String(process.pid), { flag: 'wx' });
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
			return false;
		}

		throw error;
	}
}

async function holderLives(file: string): Promise<boolean> {
	const holder = Number(await readFile(file, 'utf8').catch(() => ''));
	if (holder === 0) {
		// Just created and not yet written, or just removed: look again.
		await pause(100);
		return true;
	}

	try {
		process.kill(holder, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
