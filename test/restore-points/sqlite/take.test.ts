import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isProven } from '../../../source/restore-points/manifest.ts';
import { proveRestorePoint } from '../../../source/restore-points/prove.ts';
import { makeWorkbench, type Workbench } from '../workbench.ts';
import { ask, makeDatabase, restore, swap, take } from './stack.ts';

let bench: Workbench;
let file: string;
let writer: ChildProcess | undefined;
beforeEach(async () => {
	bench = await makeWorkbench();
	file = join(bench.root, 'app.db');
});
afterEach(async () => {
	await endWriter();
	await bench.remove();
});

const root = process.getuid?.() === 0;

async function startWriter(mode: string): Promise<void> {
	makeDatabase(file, 'CREATE TABLE batches (batch INTEGER, text TEXT)', mode);
	await start('writer.mjs', mode);
}

/** Starts a program of `fixtures/` on the database, and waits for its first word. */
async function start(program: string, argument: string): Promise<void> {
	writer = spawn(process.execPath, [join(import.meta.dirname, 'fixtures', program), file, argument], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	if (writer.stdout) await once(writer.stdout, 'data');
}

async function endWriter(): Promise<void> {
	if (!writer || writer.exitCode !== null || writer.signalCode !== null) return;
	const ended = once(writer, 'exit');
	writer.kill('SIGKILL');
	await ended;
	writer = undefined;
}

test('of all that is easily lost nothing is: taken, proven and restored into an empty place it is equal', async () => {
	makeDatabase(file);
	await fs.chmod(file, 0o640);
	if (root) await fs.chown(file, 4711, 4712);
	const taken = await take(bench);
	expect(taken.part).toMatchObject({
		artifacts: [{ role: 'database', file: 'sqlite-app.db.zst' }],
		path: file,
		owner: { mode: 0o640, ...(root ? { uid: 4711, gid: 4712 } : {}) },
		userVersion: 41,
		applicationId: 1234,
		revision: '0020',
		orphans: 1,
	});
	const rows = Object.fromEntries(taken.part.tables.map((table) => [table.name, table.rows]));
	expect(rows).toMatchObject({ 'odd "name': 14, keyed: 3, rowid: 1, pages_content: 2, sqlite_sequence: 1 });
	expect((await fs.readdir(taken.path)).sort()).toEqual(['manifest.json', 'sqlite-app.db.zst']);
	expect(isProven(taken.manifest)).toBe(false);
	expect(isProven(await proveRestorePoint(bench.context, taken.path, 'read back'))).toBe(false);
	expect(isProven(await proveRestorePoint(bench.context, taken.path, 'data'))).toBe(true);
	const proven = await proveRestorePoint(bench.context, taken.path, 'full');
	expect(proven.proof.detail).toContain('rows as saved');
	expect(await fs.readdir(bench.backups)).toEqual([taken.manifest.id]);

	const before = await fs.stat(file);
	for (const ending of ['', '-wal', '-shm']) await fs.rm(file + ending, { force: true });
	await restore(bench, taken);
	expect(await swap(bench, taken)).toEqual([]);
	const after = await fs.stat(file);
	expect([after.uid, after.gid, after.mode]).toEqual([before.uid, before.gid, before.mode]);
	const again = await take(bench);
	expect({ ...again.part, artifacts: [] }).toEqual({ ...taken.part, artifacts: [] });
	expect(ask(file, "SELECT title FROM pages WHERE pages MATCH 'keeper'")).toEqual(['Lock']);
	expect(ask(file, 'PRAGMA journal_mode')).toEqual(['wal']);
});

test.each([
	'UPDATE keyed SET n = 3 WHERE n = 2',
	'UPDATE "odd ""name" SET v = 1 WHERE typeof(v) = \'real\' AND v = 1.0',
	'UPDATE "odd ""name" SET v = CAST(v AS BLOB) WHERE v = \'1\' AND typeof(v) = \'text\'',
	'UPDATE "odd ""name" SET v = 9007199254740992 WHERE v = 9007199254740993',
	'DROP VIEW gates',
	'PRAGMA user_version = 42',
	'DELETE FROM child',
	"INSERT INTO pages VALUES ('x', 'y')",
])('a change of one value is one of the digest: %s', async (sql) => {
	makeDatabase(file);
	const { part } = await take(bench);
	const database = new DatabaseSync(file);
	database.exec(sql);
	database.close();
	const { part: other } = await take(bench);
	expect({ ...other, artifacts: [] }).not.toEqual({ ...part, artifacts: [] });
});

test.each(['WAL', 'DELETE'])(
	'while the app writes in journal mode %s, the copy holds whole transactions of one moment',
	async (mode) => {
		await startWriter(mode);
		const taken = await take(bench);
		await sleep(100);
		await endWriter();
		const saved = taken.part.tables[0]?.rows ?? 0;
		expect(saved).toBeGreaterThanOrEqual(200);
		expect(saved % 10).toBe(0);
		expect((ask(file, 'SELECT count(*) FROM batches')[0] as number) > saved).toBe(true);
		await proveRestorePoint(bench.context, taken.path, 'full');
		await restore(bench, taken);
		await swap(bench, taken);
		expect(ask(file, 'SELECT count(*) FROM batches')).toEqual([saved]);
		expect(
			ask(file, 'SELECT count(*) FROM (SELECT 1 FROM batches GROUP BY batch HAVING count(*) <> 10)'),
		).toEqual([0]);
	},
);

test('what was committed and lies in the write-ahead log alone is in the copy', async () => {
	makeDatabase(file, 'CREATE TABLE t (a)');
	await start('hold.mjs', 'PRAGMA wal_autocheckpoint = 0; INSERT INTO t VALUES (1), (2)');
	const { part } = await take(bench);
	expect(part.tables).toMatchObject([{ name: 't', rows: 2 }]);
});

test('taking leaves nothing beside a database that nobody has open', async () => {
	makeDatabase(file);
	const before = await fs.readdir(bench.root);
	await take(bench);
	expect((await fs.readdir(bench.root)).filter((name) => name !== 'backups').sort()).toEqual(before.sort());
});

test('a link is followed: the database itself is saved, and would be swapped', async () => {
	makeDatabase(join(bench.data, 'real.db'));
	await fs.symlink('data/real.db', file);
	const { part } = await take(bench);
	expect(part.path).toBe(join(bench.data, 'real.db'));
});

test('a table of a million rows is digested in memory that does not grow with it', async () => {
	const highest = (rows: number) => {
		const path = join(bench.root, `rows-${rows}.db`);
		makeDatabase(
			path,
			`CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, x REAL);
			 WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
			 INSERT INTO t SELECT i, 'name of row ' || i, i / 3.0 FROM n`,
			'DELETE',
		);
		const request = JSON.stringify({ act: 'read', file: path, check: 'quick' });
		const memory = join(import.meta.dirname, 'fixtures', 'memory.ts');
		const { stdout, stderr } = spawnedSync([memory, request]);
		expect(stdout).toContain(`"rows":${rows}`);
		return Number(stderr);
	};
	const few = highest(1000);
	const many = highest(1_000_000);
	expect(few).toBeGreaterThan(10 * 1024 ** 2);
	expect(many - few).toBeLessThan(40 * 1024 ** 2);
});

function spawnedSync(argv: readonly string[]): { stdout: string; stderr: string } {
	const out = execFileSync(
		'sh',
		['-c', '"$@" 2>"$0.err"; cat "$0.err" >&2', join(bench.root, 'memory'), process.execPath, ...argv],
		{
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		},
	);
	return {
		stdout: out,
		stderr: execFileSync('tail', ['-n', '1', join(bench.root, 'memory.err')], { encoding: 'utf8' }),
	};
}

describe('refused, and no restore point comes of it', () => {
	test.each<[string, () => Promise<unknown>, RegExp]>([
		[
			'nothing there',
			async () => {},
			/Expected a SQLite database at .*app\.db, found nothing that can be read \(ENOENT\)/,
		],
		['a directory', () => fs.mkdir(file), /found a directory/],
		['an empty file', () => fs.writeFile(file, ''), /found an empty file/],
		['another file', () => fs.writeFile(file, 'text '.repeat(1000)), /found something else/],
		['a pipe', async () => execFileSync('mkfifo', [file]), /found something that is no file/],
		[
			'no table in it',
			async () => makeDatabase(file, 'PRAGMA user_version = 1; CREATE TABLE t (a); DROP TABLE t'),
			/Expected a database with tables/,
		],
		[
			'a damaged page',
			async () => {
				makeDatabase(
					file,
					"CREATE TABLE t (a); CREATE INDEX i ON t (a); INSERT INTO t VALUES ('one'), ('two')",
					'DELETE',
				);
				const bytes = await fs.readFile(file);
				bytes.write('otw', bytes.indexOf('two'));
				await fs.writeFile(file, bytes);
			},
			/expected a whole SQLite database, found: .*missing from index i/,
		],
	])('%s', async (_, prepare, message) => {
		await prepare();
		await expect(take(bench)).rejects.toThrow(message);
		expect(await fs.readdir(bench.backups)).toEqual([]);
	});

	test('locked by another process for longer than we wait: it says so', { timeout: 40_000 }, async () => {
		makeDatabase(file, 'CREATE TABLE t (a)', 'DELETE');
		await start('hold.mjs', 'BEGIN EXCLUSIVE');
		await expect(take(bench)).rejects.toThrow(/within 15 seconds, found it locked by another process/);
	});

	test.skipIf(root)('no right to read it (skipped as root, who may read all)', async () => {
		makeDatabase(file);
		await fs.chmod(file, 0);
		await expect(take(bench)).rejects.toThrow(/EACCES/);
	});
});

test('an index of a collation that only the app has is named, not called damage', async () => {
	makeDatabase(file, 'CREATE TABLE t (a TEXT); INSERT INTO t VALUES (1); CREATE INDEX i ON t (a)', 'DELETE');
	const database = new DatabaseSync(file, { defensive: false });
	database.exec(
		"PRAGMA writable_schema = 1; UPDATE sqlite_master SET sql = 'CREATE INDEX i ON t (a COLLATE app_order)' WHERE name = 'i'; PRAGMA writable_schema = 0;",
	);
	database.close();
	const { part, path } = await take(bench);
	expect(part.unchecked).toContain('app_order');
	const { proof } = await proveRestorePoint(bench.context, path, 'full');
	expect(proof.detail).toContain('not checked in full');
});
