// Touches the world: SQLite databases to save, for the tests of that kind.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { kindOf } from '../../../source/restore-points/data-kinds.ts';
import { type Manifest, partsOf } from '../../../source/restore-points/manifest.ts';
import type { SqlitePart } from '../../../source/restore-points/sqlite/part.ts';
import { takeRestorePoint } from '../../../source/restore-points/take.ts';
import type { Workbench } from '../workbench.ts';

export const at = new Date('2026-11-22T08:00:00Z');
export const beside = '.lockkeeper-restored-20261122T080000Z-app.db';
export const kept = '.lockkeeper-before-20261122T080000Z-app.db';

/** Everything that is easily lost: types, bytes, keys, tables behind tables. */
const odd = `
CREATE TABLE alembic_version (version_num TEXT NOT NULL); INSERT INTO alembic_version VALUES ('0020');
CREATE TABLE "odd ""name" (id INTEGER PRIMARY KEY, v, b AS (v || 'x'), c TEXT GENERATED ALWAYS AS (lower(v)) STORED);
INSERT INTO "odd ""name" (v) VALUES (NULL), (1), (1.0), ('1'), (x'31'), (''), (x''), (9007199254740993), (-0.0),
  ('grüße 日本 🙂'), ('a' || char(0) || 'b'), (CAST(x'fffe41' AS TEXT)), (zeroblob(200000)), (9.9e307 * 10);
CREATE TABLE keyed (k TEXT, n INTEGER, PRIMARY KEY (n DESC, k)) WITHOUT ROWID; INSERT INTO keyed VALUES ('z', 1), ('a', 2), ('m', 1);
CREATE TABLE "rowid" (rowid, oid, _rowid_, id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO "rowid" (rowid, oid, _rowid_) VALUES (3, 2, 1);
CREATE VIRTUAL TABLE pages USING fts5(title, body); INSERT INTO pages VALUES ('Lock', 'a gate and a keeper'), ('Weir', 'water');
CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (p REFERENCES parent); INSERT INTO child VALUES (7);
CREATE INDEX by_v ON "odd ""name" (v); CREATE VIEW gates AS SELECT * FROM pages; ANALYZE;
PRAGMA user_version = 41; PRAGMA application_id = 1234;
`;

export function makeDatabase(file: string, sql = odd, mode = 'WAL'): void {
	const database = new DatabaseSync(file);
	database.exec(`PRAGMA journal_mode = ${mode}; PRAGMA foreign_keys = 0;`);
	database.exec(sql);
	database.close();
}

export const ask = (file: string, sql: string): unknown[] => {
	const database = new DatabaseSync(file);
	try {
		return database
			.prepare(sql)
			.all()
			.map((row) => Object.values(row)[0]);
	} finally {
		database.close();
	}
};

export async function take(
	bench: Workbench,
	file = join(bench.root, 'app.db'),
): Promise<{ path: string; manifest: Manifest; part: SqlitePart }> {
	const taken = await takeRestorePoint(
		bench.context,
		bench.wanted({ places: [{ kind: 'sqlite', path: file }] }),
	);
	const [part] = partsOf(taken.manifest, 'sqlite');
	if (!part) throw new Error('no SQLite database in the manifest');
	return { ...taken, part };
}

export const restore = (bench: Workbench, taken: { path: string; manifest: Manifest; part: SqlitePart }) =>
	kindOf(taken.part).restoreBeside(bench.context, taken, taken.part, at);
export const swap = (bench: Workbench, { part }: { part: SqlitePart }) =>
	kindOf(part).swap(bench.context, part, { at });
