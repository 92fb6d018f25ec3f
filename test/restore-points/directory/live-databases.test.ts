import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findLiveDatabases } from '../../../source/restore-points/directory/live-databases.ts';
import { partsOf } from '../../../source/restore-points/manifest.ts';
import { takeRestorePoint } from '../../../source/restore-points/take.ts';
import { makeWorkbench, type Workbench } from '../workbench.ts';

let bench: Workbench;
let children: ChildProcess[];
beforeEach(async () => {
	bench = await makeWorkbench();
	children = [];
});
afterEach(async () => {
	for (const child of children) child.kill();
	await bench.remove();
});

const put = async (path: string, content = '') => {
	await mkdir(join(bench.data, path, '..'), { recursive: true });
	await writeFile(join(bench.data, path), content);
};
const postgres = async (path: string) => {
	await put(join(path, 'PG_VERSION'), '17\n');
	await put(join(path, 'postmaster.pid'), '1\n');
};
const take = (except: readonly string[] = []) =>
	takeRestorePoint(
		bench.context,
		bench.wanted({ places: [{ kind: 'directory', path: bench.data, except }] }),
	);

test('the data directory of a running PostgreSQL is left out although no runbook says so, and named', async () => {
	await postgres('pg');
	const { manifest } = await take(['postgresql']);
	const [part] = partsOf(manifest, 'directory');
	expect(part).toMatchObject({ except: ['postgresql', 'pg'], servers: ['pg'], files: 1 });
});

test('one that does not run is data like any other', async () => {
	await put('pg/PG_VERSION', '17\n');
	const [part] = partsOf((await take()).manifest, 'directory');
	expect(part).toMatchObject({ except: [], files: 3 });
	expect(part?.servers).toBeUndefined();
});

test.each([
	[
		'deeper down',
		'services/pg/17',
		/services\/pg\/17 holds the files of a PostgreSQL server that runs, or ended without/,
	],
	['the directory itself', '.', /data holds the files of a PostgreSQL server that runs, or ended without/],
])('one that cannot be left out by itself is refused: %s', async (_, path, message) => {
	await postgres(path);
	await expect(take()).rejects.toThrow(message);
	expect(await readdir(bench.backups)).toEqual([]);
});

test('what the runbook leaves out is not looked into', async () => {
	await postgres('services/pg/17');
	const [part] = partsOf((await take(['services'])).manifest, 'directory');
	expect(part?.except).toEqual(['services']);
});

test('a MariaDB that has its files open', async () => {
	await put('mysql/ibdata1', 'pages');
	expect((await findLiveDatabases(bench.data, [])).servers).toEqual([]);
	const holder = spawn('sh', ['-c', 'exec 3<"$0"; echo open; sleep 60', join(bench.data, 'mysql/ibdata1')]);
	children.push(holder);
	await once(holder.stdout, 'data');
	expect((await findLiveDatabases(bench.data, [])).servers).toEqual([{ path: 'mysql', server: 'MariaDB' }]);
});

test('a MariaDB whose open files may not be seen is known by what it removes when it is shut down', async () => {
	await put('mysql/ibdata1', 'pages');
	await put('mysql/ibtmp1', 'pages');
	const asked = vi.spyOn(process, 'getuid').mockReturnValue(1000);
	expect((await findLiveDatabases(bench.data, [])).servers).toEqual([{ path: 'mysql', server: 'MariaDB' }]);
	asked.mockReturnValue(0);
	expect((await findLiveDatabases(bench.data, [])).servers).toEqual([]);
	asked.mockRestore();
});

test('a SQLite database in use is archived, and named as what may be torn', async () => {
	const database = new DatabaseSync(join(bench.data, 'app.db'));
	try {
		database.exec('PRAGMA journal_mode = WAL; CREATE TABLE a (b); INSERT INTO a VALUES (1)');
		await put('notes', 'no database');
		await put('notes-wal', 'nor its log');
		const [part] = partsOf((await take()).manifest, 'directory');
		expect(part).toMatchObject({ liveSqlite: ['app.db'] });
	} finally {
		database.close();
	}
});
