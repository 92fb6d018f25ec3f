// Touches the world: reads the classic shape's database without touching it.
import { createHash } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Rows of each table, counted. */
export const sqliteCounts = (directory: string): Promise<Record<string, number>> =>
	perTable(directory, (rows) => rows.length);

/** MD5 of each table's rows as JSON, in the order of their text. */
export const sqliteSums = (directory: string): Promise<Record<string, string>> =>
	perTable(directory, (rows) =>
		createHash('md5')
			.update(
				rows
					.map((row) => JSON.stringify(row))
					.sort()
					.join('\n'),
			)
			.digest('hex'),
	);

/** The alembic revision. */
export const sqliteRevision = (directory: string): Promise<string> =>
	reading(directory, (database) =>
		String(database.prepare('SELECT version_num FROM alembic_version').get()?.version_num ?? ''),
	);

async function perTable<Value>(
	directory: string,
	sumUp: (rows: readonly object[]) => Value,
): Promise<Record<string, Value>> {
	return reading(directory, (database) => {
		const named = database
			.prepare(
				"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
			)
			.all();
		return Object.fromEntries(
			named.map(({ name }) => [String(name), sumUp(database.prepare(`SELECT * FROM "${name}"`).all())]),
		);
	});
}

/** A copy is read: who opens the database itself leaves files beside it, or takes away those that are there. */
async function reading<Value>(directory: string, read: (database: DatabaseSync) => Value): Promise<Value> {
	const copy = await mkdtemp(path.join(tmpdir(), 'lockkeeper-lab-sqlite-'));
	try {
		await cp(path.join(directory, 'repos', 'auth'), copy, { recursive: true });
		const database = new DatabaseSync(path.join(copy, 'repod.db'));
		try {
			return read(database);
		} finally {
			database.close();
		}
	} finally {
		await rm(copy, { recursive: true, force: true });
	}
}
