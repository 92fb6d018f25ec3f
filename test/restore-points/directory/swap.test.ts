import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { demandDirectoryReady, swapDirectory } from '../../../source/restore-points/directory/swap.ts';
import { canMount, makeWorkbench, type Workbench } from '../workbench.ts';

const acts = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY, done: 0 }));

// Every act that changes the disk counts; after the last one allowed, the process is as if killed.
vi.mock('node:fs/promises', async (load) => {
	const real = await load<typeof import('node:fs/promises')>();
	const counted =
		<A extends unknown[], R>(act: (...args: A) => Promise<R>) =>
		async (...args: A): Promise<R> => {
			if (acts.left-- <= 0) throw new Error('killed');
			acts.done += 1;
			return act(...args);
		};
	return {
		...real,
		rename: counted(real.rename),
		mkdir: counted(real.mkdir),
		rmdir: counted(real.rmdir),
		chmod: counted(real.chmod),
	};
});

const beside = '.lockkeeper-restored-20261121T101500Z';
const kept = '.lockkeeper-before-20261121T101500Z';
let bench: Workbench;
let place: { path: string; except: string[] };

beforeEach(async () => {
	acts.left = Number.POSITIVE_INFINITY;
	await prepare();
	acts.done = 0;
});
afterEach(async () => {
	acts.left = Number.POSITIVE_INFINITY;
	await bench.remove();
});

async function prepare(): Promise<void> {
	bench = await makeWorkbench();
	place = { path: bench.data, except: ['postgresql'] };
	await fs.writeFile(join(bench.data, 'only-before'), 'before');
	await fs.writeFile(join(bench.data, 'both'), 'before');
	await fs.writeFile(Buffer.concat([Buffer.from(`${bench.data}/`), Buffer.from([0xff, 0xfe])]), 'odd');
	await fs.mkdir(join(bench.data, '.lockkeeper-before-20250101T000000Z'));
	await fs.mkdir(join(bench.data, beside));
	await fs.chmod(join(bench.data, beside), 0o750);
	await fs.writeFile(join(bench.data, beside, 'both'), 'restored');
	await fs.writeFile(join(bench.data, beside, 'only-restored'), 'restored');
}

const swap = () => swapDirectory(place, beside, kept);
const ready = () => demandDirectoryReady(place, beside, kept);

async function demandSwapped(): Promise<void> {
	const names = (await fs.readdir(bench.data)).sort();
	expect(names).toEqual(
		['.lockkeeper-before-20250101T000000Z', kept, 'both', 'only-restored', 'postgresql'].sort(),
	);
	expect(await fs.readFile(join(bench.data, 'both'), 'utf8')).toBe('restored');
	expect(await fs.readFile(join(bench.data, kept, 'both'), 'utf8')).toBe('before');
	expect(await fs.readFile(join(bench.data, kept, 'only-before'), 'utf8')).toBe('before');
	expect(await fs.readFile(join(bench.data, 'postgresql', 'live'), 'utf8')).toBe('never archived');
	expect((await fs.readdir(join(bench.data, kept), { encoding: 'buffer' })).map(String)).toHaveLength(4);
	expect((await fs.stat(bench.data)).mode & 0o7777).toBe(0o750);
}

test('the restored entries stand in the place of the live ones, which are kept', async () => {
	await swap();
	await demandSwapped();
});

test('a look whether it is ready changes nothing', async () => {
	await ready();
	expect(acts.done).toBe(0);
	await swap();
	await demandSwapped();
});

test('done twice it changes nothing more', async () => {
	await swap();
	await fs.writeFile(join(bench.data, 'written-since'), 'x');
	await swap();
	expect(await fs.readFile(join(bench.data, 'written-since'), 'utf8')).toBe('x');
});

test('killed between any two acts it is finished by the next call, with nothing lost', async () => {
	await swap();
	const all = acts.done;
	expect(all).toBeGreaterThan(8);
	for (let allowed = 0; allowed < all; allowed++) {
		await bench.remove();
		acts.left = Number.POSITIVE_INFINITY;
		await prepare();
		acts.left = allowed;
		await expect(swap(), `killed after ${allowed} acts`).rejects.toThrow('killed');
		acts.left = Number.POSITIVE_INFINITY;
		await swap();
		await demandSwapped();
	}
});

describe('refused', () => {
	test('without restored entries nothing is moved', async () => {
		await fs.rm(join(bench.data, beside), { recursive: true });
		await expect(ready()).rejects.toThrow(/Expected the restored entries/);
		await expect(swap()).rejects.toThrow(/Expected the restored entries/);
		expect(await fs.readFile(join(bench.data, 'both'), 'utf8')).toBe('before');
	});
	test('an entry written between the two halves is not overwritten', async () => {
		await swap();
		await fs.mkdir(join(bench.data, beside));
		await fs.writeFile(join(bench.data, beside, 'both'), 'again');
		await expect(swap()).rejects.toThrow(/Expected no both/);
		expect(await fs.readFile(join(bench.data, 'both'), 'utf8')).toBe('restored');
	});
	test('killed in the first half, an entry written anew does not overwrite the one that was kept', async () => {
		await fs.mkdir(join(bench.data, `${kept}.partial`));
		await fs.rename(join(bench.data, 'both'), join(bench.data, `${kept}.partial`, 'both'));
		await fs.writeFile(join(bench.data, 'both'), 'written anew');
		await expect(swap()).rejects.toThrow(new RegExp(`Expected no both in .*${kept}\\.partial`));
		expect(await fs.readFile(join(bench.data, `${kept}.partial`, 'both'), 'utf8')).toBe('before');
		expect(await fs.readFile(join(bench.data, 'both'), 'utf8')).toBe('written anew');
		await fs.rm(join(bench.data, 'both'));
		await swap();
		await demandSwapped();
	});
	test('while a database server runs on an entry that would be moved, nothing is', async () => {
		await fs.mkdir(join(bench.data, 'services', 'pg'), { recursive: true });
		for (const name of ['PG_VERSION', 'postmaster.pid'])
			await fs.writeFile(join(bench.data, 'services', 'pg', name), '17');
		const before = await fs.readdir(bench.data);
		await expect(swap()).rejects.toMatchObject({
			message: `${bench.data}/services/pg holds the files of a PostgreSQL server that runs, or ended without shutting down, and they would be moved.`,
			exit: 3,
			advice: [
				'Nothing was moved. Stop this PostgreSQL server, and go on.',
				expect.stringContaining(`${bench.data}/services/pg/postmaster.pid`),
			],
		});
		await expect(ready()).rejects.toThrow(/holds the files of a PostgreSQL server/);
		expect(await fs.readdir(bench.data)).toEqual(before);
		await fs.rm(join(bench.data, 'services'), { recursive: true });
		await swap();
		await demandSwapped();
	});
	test.each(['kept', '.lockkeeper-x/../../y'])('a name that is not ours: %s', async (name) => {
		await expect(swapDirectory(place, beside, name)).rejects.toThrow(/Expected a name that begins with/);
	});
});

test('a server that runs on what stays where it is, or was kept by an earlier way back, is in nobody’s way', async () => {
	for (const directory of ['postgresql', '.lockkeeper-before-20250101T000000Z'])
		for (const name of ['PG_VERSION', 'postmaster.pid'])
			await fs.writeFile(join(bench.data, directory, name), '17');
	await swap();
	await demandSwapped();
	await fs.mkdir(join(bench.data, 'new'));
	for (const name of ['PG_VERSION', 'postmaster.pid'])
		await fs.writeFile(join(bench.data, 'new', name), '17');
	// The stack runs again, and the step is asked once more: all is done.
	await ready();
	await swap();
});

test.skipIf(!canMount())(
	'a mount point stays where it is (skipped where mounting is not allowed)',
	async () => {
		await fs.mkdir(join(bench.data, 'mounted'));
		await fs.mkdir(join(bench.data, beside, 'mounted'));
		execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', join(bench.data, 'mounted')]);
		try {
			await fs.writeFile(join(bench.data, 'mounted', 'x'), 'stays');
			await swap();
			expect(await fs.readFile(join(bench.data, 'mounted', 'x'), 'utf8')).toBe('stays');
			expect(await fs.readdir(bench.data)).not.toContain(beside);
		} finally {
			execFileSync('umount', [join(bench.data, 'mounted')]);
		}
	},
);
