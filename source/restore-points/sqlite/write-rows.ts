// Touches the world: writes rows of a SQLite database as SQL.
import { closeSync, openSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { TableWrites } from '../writes/writes.ts';
import { changedRows, deletedRows, newRows, type SharedTable, sharedTable } from './compare-tables.ts';

/** Where the SQL goes: rows new and changed, and statements that delete again what was deleted. */
export type SqlFiles = { readonly rows: string; readonly deleted: string };

/**
 * Writes new and changed rows of the tables that have a key, over the columns that both databases have.
 * @returns how many rows, and how many deleted ones
 */
export function writeRows(
	database: DatabaseSync,
	tables: readonly TableWrites[],
	files: SqlFiles,
): { readonly rows: number; readonly deleted: number } {
	const shared = tables
		.filter(({ told }) => told === 'rows')
		.map(({ name }) => sharedTable(database, name))
		.filter(({ key }) => key);
	const rows = writeFile(files.rows, (write) =>
		shared.reduce((sum, table) => {
			const list = `SELECT ${line(insertOf(table), table)}`;
			return (
				sum +
				each(database, `${list} ${newRows(table)}`, write) +
				each(database, `${list} ${changedRows(table)}`, write)
			);
		}, 0),
	);
	const deleted = writeFile(files.deleted, (write) =>
		shared.reduce(
			(sum, table) => sum + each(database, `SELECT ${deleteOf(table)} ${deletedRows(table)}`, write),
			0,
		),
	);
	return { rows, deleted };
}

/** All or nothing; a table may come before one that it refers to. */
function writeFile(path: string, work: (write: (text: string) => void) => number): number {
	const file = openSync(path, 'wx', 0o600);
	const write = (text: string) => void writeAll(file, Buffer.from(`${text}\n`));
	try {
		write('PRAGMA foreign_keys = OFF;\nBEGIN;');
		const written = work(write);
		write('COMMIT;');
		return written;
	} finally {
		closeSync(file);
	}
}

function writeAll(file: number, bytes: Buffer): void {
	for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function each(database: DatabaseSync, sql: string, write: (text: string) => void): number {
	const statement = database.prepare(sql);
	statement.setReturnArrays(true);
	let written = 0;
	for (const [text] of statement.iterate() as unknown as Iterable<unknown[]>) {
		write(String(text));
		written += 1;
	}
	return written;
}

const insertOf = ({ name, columns, key = [] }: SharedTable) => {
	const rest = columns.filter((column) => !key.includes(column));
	const update = rest.map((column) => `${identifier(column)} = excluded.${identifier(column)}`).join(', ');
	return {
		before: `INSERT INTO ${identifier(name)} (${columns.map(identifier).join(', ')}) VALUES (`,
		after: `) ON CONFLICT (${key.map(identifier).join(', ')}) DO ${update ? `UPDATE SET ${update}` : 'NOTHING'};`,
	};
};

const line = ({ before, after }: { before: string; after: string }, { columns }: SharedTable) =>
	`${literal(before)} || ${columns.map((column) => literalOf(`now.${identifier(column)}`)).join(" || ', ' || ")} || ${literal(after)}`;

const deleteOf = ({ name, key = [] }: SharedTable) =>
	`${literal(`DELETE FROM ${identifier(name)} WHERE `)} || ${key
		.map((column) => `${literal(`${identifier(column)} = `)} || ${literalOf(`old.${identifier(column)}`)}`)
		.join(" || ' AND ' || ")} || ';'`;

/** As SQL; `quote` alone cuts a text at a zero byte. */
const literalOf = (column: string) =>
	`CASE WHEN typeof(${column}) = 'text' AND instr(${column}, char(0)) > 0 THEN 'CAST(x''' || hex(${column}) || ''' AS TEXT)' ELSE quote(${column}) END`;

const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;
const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;
