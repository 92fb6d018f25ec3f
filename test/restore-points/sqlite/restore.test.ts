import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { writeManifest } from '../../../source/restore-points/manifest-file.ts';
import { proveRestorePoint } from '../../../source/restore-points/prove.ts';
import { makeWorkbench, type Workbench } from '../workbench.ts';
import { ask, beside, kept, makeDatabase, restore, swap, take } from './stack.ts';

const renames = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY, done: 0 }));

// Every rename counts; after the last one allowed, the process is as if killed.
vi.mock('node:fs/promises', async (load) => {
	const real = await load<typeof import('node:fs/promises')>();
	return {
		...real,
		rename: async (from: string, to: string) => {
			if (renames.left-- <= 0) throw new Error('killed');
			renames.done += 1;
			return real.rename(from, to);
		},
	};
});

let bench: Workbench;
let file: string;
let taken: Awaited<ReturnType<typeof take>>;
beforeEach(async () => {
	bench = await makeWorkbench();
	file = join(bench.root, 'app.db');
	makeDatabase(file, "CREATE TABLE t (a); INSERT INTO t VALUES ('saved')");
	taken = await take(bench);
});
afterEach(async () => {
	renames.left = Number.POSITIVE_INFINITY;
	await bench.remove();
});

/** Leaves a write-ahead log beside the database, as a killed app does. */
async function writeAndDie(value: string): Promise<void> {
	const app = new DatabaseSync(file);
	app.exec(`PRAGMA wal_autocheckpoint = 0; INSERT INTO t VALUES ('${value}')`);
	for (const ending of ['', '-wal', '-shm']) await fs.copyFile(file + ending, `${file}${ending}.copy`);
	app.close();
	for (const ending of ['', '-wal', '-shm']) await fs.rename(`${file}${ending}.copy`, file + ending);
}
const names = async () => (await fs.readdir(bench.root)).filter((name) => name.includes('app.db')).sort();

test('a write-ahead log of the live database is kept with it, and is not mixed into the restored one', async () => {
	await writeAndDie('written since');
	await restore(bench, taken);
	expect(await swap(bench, taken)).toEqual([join(bench.root, kept)]);
	expect(await names()).toEqual([kept, `${kept}-shm`, `${kept}-wal`, 'app.db'].sort());
	expect(ask(file, 'SELECT a FROM t')).toEqual(['saved']);
	expect(ask(join(bench.root, kept), 'SELECT a FROM t')).toEqual(['saved', 'written since']);
});

test('killed between any two renames it is finished by the next call, with nothing lost', async () => {
	await writeAndDie('written since');
	await restore(bench, taken);
	renames.done = 0;
	await swap(bench, taken);
	const all = renames.done;
	expect(all).toBe(4);
	for (let allowed = 0; allowed <= all; allowed++) {
		await fs.rename(file, join(bench.root, beside));
		for (const ending of ['', '-wal', '-shm'])
			await fs.rename(join(bench.root, kept + ending), file + ending);
		renames.left = allowed;
		if (allowed < all) await expect(swap(bench, taken), `after ${allowed} renames`).rejects.toThrow('killed');
		else await swap(bench, taken);
		renames.left = Number.POSITIVE_INFINITY;
		expect(await swap(bench, taken)).toEqual([join(bench.root, kept)]);
		expect(await names()).toEqual([kept, `${kept}-shm`, `${kept}-wal`, 'app.db'].sort());
		await fs.copyFile(file, `${file}.look`);
		expect(ask(`${file}.look`, 'SELECT a FROM t')).toEqual(['saved']);
		for (const ending of ['', '-wal', '-shm']) await fs.rm(`${file}.look${ending}`, { force: true });
	}
	expect(ask(join(bench.root, kept), 'SELECT a FROM t')).toEqual(['saved', 'written since']);
});

test('into an empty place: done twice it changes nothing more', async () => {
	await fs.rm(file);
	await restore(bench, taken);
	expect(await swap(bench, taken)).toEqual([]);
	expect(await swap(bench, taken)).toEqual([]);
	expect(ask(file, 'SELECT a FROM t')).toEqual(['saved']);
});

test('restored twice it does nothing the second time; what a killed restore left is replaced', async () => {
	await fs.writeFile(join(bench.root, `${beside}.partial`), 'half');
	const first = await restore(bench, taken);
	const { ino } = await fs.stat(join(bench.root, beside));
	expect(await restore(bench, taken)).toEqual({ took: 0, made: first.made });
	expect((await fs.stat(join(bench.root, beside))).ino).toBe(ino);
	expect(await names()).toEqual([beside, 'app.db']);
});

describe('refused', () => {
	test('while a process has the live file open, nothing is moved', async () => {
		await restore(bench, taken);
		const holder = spawn('sh', ['-c', 'exec 9<"$0"; echo; exec sleep 60', file], {
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		await once(holder.stdout, 'data');
		try {
			await expect(swap(bench, taken)).rejects.toThrow(
				new RegExp(`found it open in process ${holder.pid} \\(\\w+\\)`),
			);
			expect(await names()).toEqual([beside, 'app.db']);
		} finally {
			const ended = once(holder, 'exit');
			holder.kill();
			await ended;
		}
		await swap(bench, taken);
		expect(ask(file, 'SELECT a FROM t')).toEqual(['saved']);
	});

	test('without a restored database nothing is moved', async () => {
		ask(file, "INSERT INTO t VALUES ('written since') RETURNING a");
		await expect(swap(bench, taken)).rejects.toThrow(/Expected the restored database/);
		expect(await names()).toEqual(['app.db']);
	});

	test('a database made between the two halves is not overwritten', async () => {
		await restore(bench, taken);
		renames.left = 1;
		await expect(swap(bench, taken)).rejects.toThrow('killed');
		renames.left = Number.POSITIVE_INFINITY;
		makeDatabase(file, "CREATE TABLE t (a); INSERT INTO t VALUES ('new')", 'DELETE');
		await expect(swap(bench, taken)).rejects.toThrow(/made meanwhile/);
		expect(ask(file, 'SELECT a FROM t')).toEqual(['new']);
		expect(ask(join(bench.root, kept), 'SELECT a FROM t')).toEqual(['saved']);
	});
});

describe('a saved database that is not what it was', () => {
	const archive = () => join(taken.path, 'sqlite-app.db.zst');

	test.each<[string, (bytes: Buffer) => Buffer]>([
		['a flipped byte', (bytes) => bytes.fill((bytes[60] ?? 0) ^ 1, 60, 61)],
		['a cut tail', (bytes) => bytes.subarray(0, -5)],
	])('%s is found by the proof, with the manifest too', async (_, damage) => {
		await fs.writeFile(archive(), damage(await fs.readFile(archive())));
		await expect(proveRestorePoint(bench.context, taken.path)).rejects.toThrow(
			/This restore point cannot be used/,
		);
	});

	test.each<[string, (bytes: Buffer) => Buffer]>([
		['a flipped byte', (bytes) => bytes.fill((bytes[60] ?? 0) ^ 1, 60, 61)],
		['a cut tail', (bytes) => bytes.subarray(0, -5)],
	])('%s is found by the restore, and nothing is left of it', async (_, damage) => {
		await fs.writeFile(archive(), damage(await fs.readFile(archive())));
		await expect(restore(bench, taken)).rejects.toThrow();
		expect(await names()).toEqual(['app.db']);
	});

	test.each(['data', 'full'] as const)(
		'other rows than the manifest names are found at level %s',
		async (level) => {
			const part = { ...taken.part, tables: taken.part.tables.map((table) => ({ ...table, digest: '0' })) };
			await writeManifest(taken.path, { ...taken.manifest, parts: [part] });
			await expect(proveRestorePoint(bench.context, taken.path, level)).rejects.toThrow(
				/table t: 1 rows, with other values/,
			);
			expect((await fs.readdir(bench.backups)).length).toBe(1);
		},
	);
});
