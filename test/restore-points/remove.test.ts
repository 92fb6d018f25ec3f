// Touches the world: removes directories below a temporary one.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listRestorePoints } from '../../source/restore-points/list.ts';
import { nextRestorePointId, removingName } from '../../source/restore-points/names.ts';
import { removeRestorePoint } from '../../source/restore-points/remove.ts';
import { takeRestorePoint } from '../../source/restore-points/take.ts';
import { makeWorkbench, type Workbench } from './workbench.ts';

let bench: Workbench;
let path: string;
let id: string;

beforeEach(async () => {
	bench = await makeWorkbench();
	({
		path,
		manifest: { id },
	} = await takeRestorePoint(bench.context, bench.wanted()));
});
afterEach(() => bench.remove());

test('a restore point is gone with all that is in it, its neighbour stays', async () => {
	const neighbour = join(bench.backups, '20261122T101500Z-0.1.9');
	await cp(path, neighbour, { recursive: true });
	const copy = join(path, 'physical-db', 'base', '5');
	await mkdir(copy, { recursive: true });
	await writeFile(join(copy, '1259'), 'rows');
	await chmod(join(path, 'physical-db'), 0o500);
	await removeRestorePoint(path);
	expect(readdirSync(bench.backups)).toEqual(['20261122T101500Z-0.1.9']);
	expect((await listRestorePoints(bench.backups)).complete).toHaveLength(1);
});

test('killed in the middle, what is left is never taken for a restore point, and the next removal ends it', async () => {
	for (let directory = 0; directory < 40; directory++) {
		const full = join(path, `part-${directory}`);
		mkdirSync(full);
		for (let file = 0; file < 100; file++) writeFileSync(join(full, `${file}`), 'x');
	}
	const left = join(bench.backups, removingName(id));
	const child = spawn(process.execPath, [join(import.meta.dirname, 'fixtures', 'remove.mjs'), path]);
	const ended = new Promise((resolve) => child.once('close', (_, signal) => resolve(signal)));
	while (!existsSync(left) && child.exitCode === null) await nextTurn();
	child.kill('SIGKILL');
	expect(await ended).toBe('SIGKILL');
	expect(readdirSync(bench.backups)).toEqual([removingName(id)]);
	const found = await listRestorePoints(bench.backups);
	expect(found).toEqual({ complete: [], incomplete: [left], unreadable: [] });
	await removeRestorePoint(left);
	expect(readdirSync(bench.backups)).toEqual([]);
});

test('what an earlier removal of the same name left does not stop it', async () => {
	await mkdir(join(bench.backups, removingName(id)));
	await writeFile(join(bench.backups, removingName(id), 'old'), '');
	await removeRestorePoint(path);
	expect(readdirSync(bench.backups)).toEqual([]);
});

test('one without a manifest is removed by the same way', async () => {
	const partial = join(bench.backups, '.20261122T101500Z-0.1.9.partial');
	await mkdir(partial);
	await removeRestorePoint(partial);
	expect(readdirSync(bench.backups)).toEqual([id]);
});

test.each(['postgresql', '..', '.removing', 'backups.removing'])(
	'“%s” is no name of a restore point, and is not touched',
	async (name) => {
		const other = join(bench.backups, name);
		await mkdir(other, { recursive: true });
		await expect(removeRestorePoint(other)).rejects.toThrow('Expected the directory of a restore point');
		expect(existsSync(other)).toBe(true);
	},
);

test('one that is gone already is said so, with what stays', async () => {
	await expect(removeRestorePoint(join(bench.backups, '20200101T000000Z-1'))).rejects.toMatchObject({
		exit: 3,
		message: expect.stringContaining('cannot be removed (ENOENT)'),
		advice: expect.arrayContaining(['Every other restore point is untouched.']),
	});
	expect(existsSync(path)).toBe(true);
});

test('a name that is being removed is not given again', () => {
	const now = new Date('2026-11-21T10:15:00Z');
	expect(nextRestorePointId(now, '0.1.9', ['.20261121T101500Z-0.1.9.removing'])).toBe(
		'20261121T101501Z-0.1.9',
	);
});
