// Touches the world: reads a SQLite database.
import type { DatabaseSync } from 'node:sqlite';
import { digestRows, type Value } from './digest-rows.ts';
import type { SqliteContent } from './part.ts';
import { schemaDigest, schemaQuestion } from './schema-digest.ts';

/** Columns that are no more than a calculation of others: nothing is stored, and the app's function may be missing here. */
const virtualColumn = 2;

/**
 * What a database holds, for comparing. The tables behind a virtual table are read, the virtual table itself is
 * not: its module may be the app's own.
 */
export function readContent(
	database: DatabaseSync,
	onRow: () => void,
): Omit<SqliteContent, 'orphans' | 'unchecked'> {
	const tables = tableNames(database).map((name) => ({ name, ...digestTable(database, name, onRow) }));
	const revision = tables.some(({ name }) => name === 'alembic_version')
		? text(
				database,
				'SELECT group_concat(version_num) FROM (SELECT version_num FROM alembic_version ORDER BY 1)',
			)
		: undefined;
	return {
		tables,
		schema: schemaDigest(all(database, schemaQuestion)),
		userVersion: Number(text(database, 'PRAGMA user_version')),
		applicationId: Number(text(database, 'PRAGMA application_id')),
		...(revision === undefined ? {} : { revision }),
	};
}

/** With those that a full-text index and its like keep behind a virtual table. */
const tableNames = (database: DatabaseSync): readonly string[] =>
	all(
		database,
		"SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow') AND name NOT IN ('sqlite_schema', 'sqlite_master') ORDER BY name",
	).map(([name]) => String(name));

function digestTable(database: DatabaseSync, table: string, onRow: () => void) {
	const columns = all(database, `SELECT name, hidden FROM pragma_table_xinfo(${literal(table)}) ORDER BY cid`)
		.filter(([, hidden]) => Number(hidden) !== virtualColumn)
		.map(([name]) => identifier(String(name)));
	// NOT INDEXED: the table itself is read, in the order of its own key, whichever index would be shorter.
	const statement = database.prepare(
		`SELECT ${[typesOf(columns), ...columns.map(bytesOfText)].join(', ')} FROM main.${identifier(table)} NOT INDEXED`,
	);
	statement.setReadBigInts(true);
	statement.setReturnArrays(true);
	return digestRows(statement.iterate() as unknown as Iterable<(Value | string)[]>, onRow);
}

/** One word of a letter a column; in groups, because SQLite limits how deep an expression is. */
function typesOf(columns: readonly string[]): string {
	const letters = columns.map((column) => `substr(typeof(${column}), 1, 1)`);
	const groups: string[] = [];
	for (let from = 0; from < letters.length; from += 50)
		groups.push(`(${letters.slice(from, from + 50).join(' || ')})`);
	return groups.join(' || ') || "''";
}

/** Its bytes: as text, what is no valid UTF-8 would be lost. */
const bytesOfText = (column: string) =>
	`CASE typeof(${column}) WHEN 'text' THEN CAST(${column} AS BLOB) ELSE ${column} END`;

export function all(database: DatabaseSync, sql: string): readonly (readonly unknown[])[] {
	const statement = database.prepare(sql);
	statement.setReturnArrays(true);
	return statement.all() as unknown as unknown[][];
}

const text = (database: DatabaseSync, sql: string): string | undefined =>
	all(database, sql)[0]?.[0]?.toString();

const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;
const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;
