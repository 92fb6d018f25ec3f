import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { swapExit, swapInside } from '../../../source/restore-points/volume/swap-script.ts';
import { makeWorkbench, type Workbench } from '../workbench.ts';

const beside = '.lockkeeper-restored-20261121T101500Z';
const kept = '.lockkeeper-before-20261121T101500Z';
const programs = ['mv', 'mkdir', 'chown', 'chmod', 'rmdir', 'sync'];
let bench: Workbench;
let live: string;

beforeEach(async () => {
	bench = await makeWorkbench();
	await prepare();
});
afterEach(() => bench.remove());

async function prepare(): Promise<void> {
	live = join(bench.root, 'live');
	await fs.rm(live, { recursive: true, force: true });
	await fs.mkdir(join(live, beside, 'sub'), { recursive: true });
	await fs.mkdir(join(live, 'postgresql'));
	await fs.mkdir(join(live, '.lockkeeper-before-20250101T000000Z'));
	await fs.writeFile(join(live, 'postgresql', 'live'), 'stays');
	for (const name of ['only-before', 'both', '-n', '.hidden', '..two', 'new\nline', '*'])
		await fs.writeFile(join(live, name), 'before');
	await fs.symlink('nowhere', join(live, 'broken link'));
	execFileSync('python3', [
		'-c',
		'import os,sys; open(os.fsencode(sys.argv[1]) + b"/odd \\xff", "w").close()',
		live,
	]);
	for (const name of ['both', '-n', '.restored', '*'])
		await fs.writeFile(join(live, beside, name), 'restored');
	await fs.chmod(join(live, beside), 0o750);
}

/** @param allowed acts that change the disk; after the last one the script is as if killed */
async function swap(allowed = 1000): Promise<{ status: number | null; acts: number; stderr: string }> {
	const bin = join(bench.root, 'bin');
	await fs.rm(bin, { recursive: true, force: true });
	await fs.mkdir(bin);
	await fs.writeFile(join(bin, 'acts'), '');
	for (const program of programs)
		await fs.writeFile(
			join(bin, program),
			`#!/bin/sh\n[ "$(wc -l <${bin}/acts)" -lt ${allowed} ] || kill -9 $PPID\necho >>${bin}/acts\nexec /usr/bin/env PATH=/usr/bin:/bin ${program} "$@"\n`,
			{ mode: 0o755 },
		);
	const [program = '', ...argv] = swapInside(live, beside, kept, ['postgresql', '$(touch x)']);
	const { status, stderr } = spawnSync(program, argv, {
		encoding: 'utf8',
		env: { ...process.env, LC_ALL: 'C', PATH: `${bin}:${process.env.PATH}` },
	});
	return { status, stderr, acts: (await fs.readFile(join(bin, 'acts'), 'utf8')).length };
}

async function demandSwapped(): Promise<void> {
	expect((await fs.readdir(live)).sort()).toEqual(
		['*', '-n', '.lockkeeper-before-20250101T000000Z', kept, '.restored', 'both', 'postgresql', 'sub'].sort(),
	);
	expect(await fs.readFile(join(live, 'both'), 'utf8')).toBe('restored');
	expect(await fs.readFile(join(live, 'postgresql', 'live'), 'utf8')).toBe('stays');
	const before = await fs.readdir(join(live, kept), { encoding: 'buffer' });
	expect(before.map((name) => name.toString('latin1')).sort()).toEqual(
		['*', '-n', '..two', '.hidden', 'both', 'broken link', 'new\nline', 'odd \xff', 'only-before'].sort(),
	);
	expect(await fs.readFile(join(live, kept, 'both'), 'utf8')).toBe('before');
	expect((await fs.stat(live)).mode & 0o7777).toBe(0o750);
}

test('the restored entries stand in the place of the live ones, which are kept; done twice it changes nothing', async () => {
	expect(await swap()).toMatchObject({ status: 0, stderr: '' });
	await demandSwapped();
	expect(await swap()).toMatchObject({ status: 0, acts: 0 });
	await demandSwapped();
});

test('killed between any two acts it is finished by the next call, with nothing lost', async () => {
	const { acts } = await swap();
	expect(acts).toBeGreaterThan(15);
	for (let allowed = 0; allowed < acts; allowed++) {
		await prepare();
		expect((await swap(allowed)).status, `killed after ${allowed} acts`).not.toBe(0);
		expect(await swap(), `again after ${allowed} acts`).toMatchObject({ status: 0, stderr: '' });
		await demandSwapped();
	}
});

test('without restored entries nothing is moved', async () => {
	await fs.rm(join(live, beside), { recursive: true });
	expect(await swap()).toMatchObject({ status: swapExit.nothingRestored, acts: 0 });
});

test.each([1, 2])('an entry written between the two halves is not overwritten (half %i)', async (half) => {
	await swap();
	await fs.rename(join(live, kept), join(live, half === 1 ? `${kept}.partial` : kept));
	await fs.mkdir(join(live, beside));
	await fs.writeFile(join(live, beside, 'both'), 'again');
	const { status, stderr } = await swap();
	expect(status).toBe(swapExit.inTheWay);
	expect(stderr).toContain(half === 1 ? `${kept}.partial/*` : './both');
	expect(await fs.readFile(join(live, half === 1 ? join(`${kept}.partial`, 'both') : 'both'), 'utf8')).toBe(
		half === 1 ? 'before' : 'restored',
	);
});
