// Touches the world: what the benches of both kinds of stack do alike.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { isAlive, readLock } from '../../source/run/lock.ts';
import { memoryDirectory } from '../memory-directory.ts';
import { type Place, servicesOf } from './look.ts';
import type { Story } from './stories.ts';

/** A stack that can be led to a story's beginning again and again. */
export type Bench = {
	readonly place: Place;
	readonly story: Story;
	/** Brings the beginning back. */
	readonly reset: () => Promise<void>;
	/** Brings back what Lockkeeper keeps, where nothing else of the stack was changed. */
	readonly resetState: () => Promise<void>;
	/** Ends and removes all of it. */
	readonly close: () => Promise<void>;
};

/** The directory that Lockkeeper keeps in a stack: journals, lock, restore points. */
export const stateOf = (place: Place) => path.join(place.directory, '.lockkeeper');

/** Milliseconds that a stack gets to come up. */
const patience = 120_000;

/** Settles once the database is up and the api is healthy or has failed. @throws Error when it takes two minutes */
export async function untilQuiet(place: Place): Promise<void> {
	const until = performance.now() + patience;
	while (performance.now() < until) {
		const { db, api } = await servicesOf(place);
		if (db?.health === 'healthy' && api && ['healthy', 'unhealthy'].includes(api.health)) return;
		await sleep(200);
	}
	throw new Error(`${place.directory} did not come up within two minutes`);
}

/** Settles once no process works on the stack any more; one that waits for ever is ended. */
export async function untilNobodyWorks(place: Place): Promise<void> {
	const until = performance.now() + 60_000;
	for (;;) {
		const holder = readLock(stateOf(place));
		if (!holder || !isAlive(holder)) return;
		// Ours: nobody else knows this stack.
		if (performance.now() > until) process.kill(holder.pid, 'SIGKILL');
		await sleep(50);
	}
}

/** Stacks lie in memory where there is room for them: no case is about how a disk survives. */
export function useMemory(): void {
	const memory = memoryDirectory();
	if (memory !== undefined) process.env.TMPDIR = memory;
}

/** Whether a small disk can be made here: it takes the rights of root. */
export async function canMountSmallDisk(): Promise<boolean> {
	const directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-faults-'));
	const place: Place = { directory, project: '', environment: {} };
	try {
		await mountSmallDisk(place);
		await unmountSmallDisk(place);
		return true;
	} catch {
		return false;
	} finally {
		await rm(directory, { recursive: true, force: true });
	}
}

/** Lockkeeper leaves 512 MiB free; a restore point of these stacks takes 5. */
const smallDisk = '640m';

/** Puts what Lockkeeper keeps on a small disk of its own. Needs the rights of root. */
export async function mountSmallDisk(place: Place): Promise<void> {
	const state = stateOf(place);
	const aside = `${state}-aside`;
	await mkdir(state, { recursive: true, mode: 0o700 });
	await copyTree(state, aside);
	await execa('mount', ['-t', 'tmpfs', '-o', `size=${smallDisk},mode=0700`, 'tmpfs', state]);
	await copyTree(aside, state);
	await rm(aside, { recursive: true });
}

/** By cp, with owners, modes, links and holes: Node's own copy takes twice as long. */
export async function copyTree(from: string, to: string): Promise<void> {
	await execa('cp', ['-a', `${from}/.`, to]);
}

/** Takes the small disk away, when there is one, with all that lies on it. */
export async function unmountSmallDisk(place: Place): Promise<void> {
	while ((await readFile('/proc/self/mounts', 'utf8')).includes(` ${stateOf(place)} `))
		await execa('umount', ['--lazy', stateOf(place)]);
}

const fillFile = (place: Place) => path.join(stateOf(place), 'full');

/** Shell command that leaves no byte on the disk of the stack's state. */
export const fillCommand = (place: Place) => `cat /dev/zero > '${fillFile(place)}'`;
export const wasFilled = (place: Place) => existsSync(fillFile(place));
/** The operator makes room. */
export const makeRoom = (place: Place) => rm(fillFile(place), { force: true });
