import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultEngine } from '../../../source/docker/engine.ts';
import { readDatabase } from '../../../source/restore-points/sqlite/call.ts';
import {
	readSqliteAlembic,
	readSqliteDefinition,
	readSqliteFilled,
	readSqliteQuery,
	readSqliteShape,
} from '../../../source/survey/schema/sqlite.ts';

let directory: string;
let file: string;
let app: DatabaseSync;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-sqlite-schema-'));
	file = join(directory, 'local.db');
	// The app has it open, in WAL mode, with what it wrote last in the log alone.
	app = new DatabaseSync(file);
	app.exec('PRAGMA journal_mode = WAL; CREATE TABLE screens (id INTEGER PRIMARY KEY, name TEXT NOT NULL)');
});
afterEach(() => {
	if (app.isOpen) app.close();
	rmSync(directory, { recursive: true, force: true });
});
const asked = () => ({ engine: defaultEngine, place: { path: file } });

test('tables and columns of a database in use, odd names quoted, SQLite’s own left out', async () => {
	app.exec('CREATE TABLE "play list" (id INTEGER PRIMARY KEY AUTOINCREMENT, "a.b" VARCHAR(20))');
	expect(await readSqliteShape(asked())).toEqual([
		'"play list"."a.b" varchar(20)',
		'"play list".id integer',
		'screens.id integer',
		'screens.name text not null',
	]);
	app.exec('ALTER TABLE screens DROP COLUMN name');
	expect(await readSqliteShape(asked())).toContain('screens.id integer');
	expect(await readSqliteShape(asked())).not.toContain('screens.name text not null');
});

test('alembic’s revision, none before the first migration, and two are an error', async () => {
	expect(await readSqliteAlembic(asked())).toBeUndefined();
	app.exec("CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('0006')");
	expect(await readSqliteAlembic(asked())).toBe('0006');
	app.exec("INSERT INTO alembic_version VALUES ('0007')");
	await expect(readSqliteAlembic(asked())).rejects.toThrow(
		'expected one revision of the schema, found 0006, 0007',
	);
});

test('how all is defined, as a restore point notes it: a column more is told, a row more is not', async () => {
	app.exec("CREATE TABLE größen (a TEXT PRIMARY KEY, b TEXT DEFAULT 'it''s \"x\"\t')");
	const before = await readSqliteDefinition(asked());
	app.exec("INSERT INTO screens (name) VALUES ('hall')");
	expect(await readSqliteDefinition(asked())).toBe(before);
	// The file alone is read, as a copy is.
	app.exec('PRAGMA wal_checkpoint(TRUNCATE)');
	expect((await readDatabase({}, file, 'quick', file)).schema).toBe(before);
	app.exec('ALTER TABLE screens ADD COLUMN key TEXT');
	expect(await readSqliteDefinition(asked())).not.toBe(before);
});

test('a query of the runbook’s, which can change nothing', async () => {
	expect(await readSqliteQuery(asked(), "SELECT 7, 'b'")).toBe('7|b');
	await expect(readSqliteQuery(asked(), 'DROP TABLE screens')).rejects.toThrow(/readonly|read-only/);
	expect(await readSqliteShape(asked())).toHaveLength(2);
});

test('tables with rows, whatever their names and however many', async () => {
	app.exec(
		`CREATE TABLE "it's" (id INTEGER); CREATE TABLE "a ""b""" (id INTEGER); INSERT INTO "a ""b""" VALUES (1)`,
	);
	expect(await readSqliteFilled(asked())).toEqual(['a "b"']);
	app.exec(`INSERT INTO "it's" VALUES (NULL)`);
	for (let n = 0; n < 600; n++) app.exec(`CREATE TABLE t${n} (id INTEGER)`);
	app.exec('INSERT INTO t599 VALUES (1)');
	expect(await readSqliteFilled(asked())).toEqual(['a "b"', "it's", 't599']);
});

test('nothing is made where nothing is, and what is no database is named', async () => {
	app.close();
	const there = { ...asked(), place: { path: join(directory, 'other.db') } };
	await expect(readSqliteShape(there)).rejects.toThrow('expected to open it');
	expect(() => statSync(there.place.path)).toThrow('ENOENT');
	writeFileSync(there.place.path, 'no database, but long enough to look like a file of one'.repeat(20));
	await expect(readSqliteShape(there)).rejects.toThrow('expected a SQLite database, found something else');
});
