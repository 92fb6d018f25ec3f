import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sqliteKind } from '../../../source/restore-points/sqlite/kind.ts';
import { exportWrites } from '../../../source/restore-points/writes/export-writes.ts';
import { makeWorkbench, type Workbench } from '../workbench.ts';
import { at, makeDatabase, restore, swap, take } from './stack.ts';

const saved = `
CREATE TABLE issues (id INTEGER PRIMARY KEY, title TEXT COLLATE NOCASE, legacy TEXT, v);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO issues SELECT i, 'Issue ' || i, 'old', i FROM n;
CREATE TABLE keyed (k TEXT, n INTEGER, PRIMARY KEY (k, n)) WITHOUT ROWID; INSERT INTO keyed VALUES ('a', 1), ('b', 2);
CREATE TABLE notes (t); INSERT INTO notes VALUES ('one'), ('one');
CREATE TABLE calm (id INTEGER PRIMARY KEY); INSERT INTO calm VALUES (1);
`;
const writes = `
ALTER TABLE issues DROP COLUMN legacy; ALTER TABLE issues ADD COLUMN priority INTEGER DEFAULT 3; ALTER TABLE calm ADD COLUMN more;
CREATE TABLE reminders (id INTEGER PRIMARY KEY); INSERT INTO reminders VALUES (1), (2);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) INSERT INTO issues (title, v) SELECT 'it''s new' || char(10) || i || char(0) || 'é', x'00ff' FROM n;
UPDATE issues SET title = upper(title) WHERE id <= 49; UPDATE issues SET v = 50.0 WHERE id = 50; DELETE FROM issues WHERE id > 997 AND id <= 1000;
INSERT INTO keyed VALUES ('c', 3); DELETE FROM keyed WHERE k = 'a'; INSERT INTO notes VALUES ('two');
`;

let bench: Workbench;
let file: string;
beforeEach(async () => {
	bench = await makeWorkbench();
	file = join(bench.root, 'app.db');
});
afterEach(() => bench.remove());

/** Takes and restores beside, then writes through a connection that stays open. */
async function prepare(mode: 'WAL' | 'DELETE') {
	makeDatabase(file, saved, mode);
	const taken = await take(bench);
	await restore(bench, taken);
	const app = new DatabaseSync(file);
	app.exec(writes);
	return { taken, app, point: { ...taken, at } };
}
const issues = () => {
	const database = new DatabaseSync(file);
	try {
		return database
			.prepare(
				'SELECT id, title, hex(title) AS bytes, typeof(v) AS type, hex(v) AS v FROM issues ORDER BY id',
			)
			.all();
	} finally {
		database.close();
	}
};

test('rows by their key over the columns of both, by value and type; the app goes on', async () => {
	const { taken, app, point } = await prepare('WAL');
	const found = await sqliteKind.writesSince?.(bench.context, point, taken.part);
	app.close();
	expect(found).toEqual({
		...{ of: 'tables', compared: 4 },
		tables: [
			{ told: 'rows', name: 'calm', new: 0, changed: 0, deleted: 0, leftOut: ['more'] },
			{ told: 'rows', name: 'issues', new: 200, changed: 50, deleted: 3, leftOut: ['legacy', 'priority'] },
			{ told: 'rows', name: 'keyed', new: 1, changed: 0, deleted: 1 },
			{ told: 'number', name: 'notes', saved: 2, now: 3 },
			{ told: 'only now', name: 'reminders', rows: 2 },
		],
	});
});

test('without WAL, one in use is not read, and that is said; one that nobody uses is', async () => {
	const { taken, app, point } = await prepare('DELETE');
	const holder = (await import('node:child_process')).spawn('tail', ['-f', file], { stdio: 'ignore' });
	try {
		await expect
			.poll(async () => (await sqliteKind.writesSince?.(bench.context, point, taken.part))?.of)
			.toBe('not compared');
	} finally {
		holder.kill();
		app.close();
	}
	await expect
		.poll(async () => (await sqliteKind.writesSince?.(bench.context, point, taken.part))?.of, {
			timeout: 5000,
		})
		.toBe('tables');
});

test('what was exported loads again into what was restored', async () => {
	const { taken, app, point } = await prepare('WAL');
	app.close();
	const written = issues();
	const made = await exportWrites(bench.context, point, join(bench.root, '.lockkeeper', 'exports'));
	expect(made.rows).toBe(251);
	await swap(bench, taken);
	expect(issues()).toHaveLength(1000);
	for (const name of ['sqlite-app.db.sql', 'sqlite-app.db.deleted.sql']) {
		const database = new DatabaseSync(file);
		database.exec(await readFile(join(made.path, name), 'utf8'));
		database.close();
	}
	expect(issues()).toEqual(written);
	expect(
		execFileSync('stat', ['-c', '%a', join(made.path, 'sqlite-app.db.sql')])
			.toString()
			.trim(),
	).toBe('600');
});
