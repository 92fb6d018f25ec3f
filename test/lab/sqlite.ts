// Touches the world: reads an SQLite database without touching it.
import { createHash } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Rows of each table, counted. */
export const sqliteCounts = (file: string): Promise<Record<string, number>> =>
	perTable(file, (rows) => rows.length);

/** MD5 of each table's rows as JSON, in the order of their text. */
export const sqliteSums = (file: string): Promise<Record<string, string>> =>
	perTable(file, (rows) =>
		createHash('md5')
			.update(
				rows
					.map((row) => JSON.stringify(row))
					.sort()
					.join('\n'),
			)
			.digest('hex'),
	);

/** Every column as `table.column`, sorted. */
export const sqliteColumns = (file: string): Promise<string[]> =>
	readingSqlite(file, (database) =>
		tablesOf(database)
			.flatMap((table) =>
				database
					.prepare('SELECT name FROM pragma_table_info(?)')
					.all(table)
					.map(({ name }) => `${table}.${name}`),
			)
			.sort(),
	);

/**
 * Reads a copy: who opens the database itself leaves files beside it, or takes away those that are there.
 * Nobody may be writing. Without its write-ahead log a database would lack its newest rows.
 */
export async function readingSqlite<Value>(
	file: string,
	read: (database: DatabaseSync) => Value,
): Promise<Value> {
	const directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-lab-sqlite-'));
	const copy = path.join(directory, path.basename(file));
	try {
		await cp(file, copy);
		await cp(`${file}-wal`, `${copy}-wal`).catch(unlessAbsent);
		const database = new DatabaseSync(copy);
		try {
			return read(database);
		} finally {
			database.close();
		}
	} finally {
		await rm(directory, { recursive: true, force: true });
	}
}

function unlessAbsent(error: NodeJS.ErrnoException): void {
	if (error.code !== 'ENOENT') {
		throw error;
	}
}

async function perTable<Value>(
	file: string,
	sumUp: (rows: readonly object[]) => Value,
): Promise<Record<string, Value>> {
	return readingSqlite(file, (database) =>
		Object.fromEntries(
			tablesOf(database).map((table) => [table, sumUp(database.prepare(`SELECT * FROM "${table}"`).all())]),
		),
	);
}

function tablesOf(database: DatabaseSync): string[] {
	return database
		.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
		.all()
		.map(({ name }) => String(name));
}
