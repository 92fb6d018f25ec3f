// Touches the world: compares two SQLite databases, attached to one connection.
import type { DatabaseSync } from 'node:sqlite';
import type { TableWrites } from '../writes/writes.ts';
import { all } from './read-content.ts';

/** A table of both databases, as SQL needs it. */
export type SharedTable = {
	readonly name: string;
	/** Columns that both have and that are stored as they were written. */
	readonly columns: readonly string[];
	readonly leftOut: readonly string[];
	/** The primary key of both; undefined when they have none, or a value of it is NULL. */
	readonly key: readonly string[] | undefined;
};

/** What a database in use holds against the one that was restored: `main` and `saved`. */
export function compareTables(
	database: DatabaseSync,
	onTable: (done: number, total: number) => void,
): { readonly compared: number; readonly tables: readonly TableWrites[] } {
	const now = tablesOf(database, 'main');
	const saved = tablesOf(database, 'saved');
	const both = saved.filter((name) => now.includes(name));
	const found: TableWrites[] = [];
	for (const [index, name] of both.entries()) {
		onTable(index, both.length);
		const writes = compareTable(database, sharedTable(database, name));
		if (writes) found.push(writes);
	}
	onTable(both.length, both.length);
	const rows = (schema: string, name: string) =>
		number(database, `SELECT count(*) FROM ${schema}.${identifier(name)}`);
	return {
		compared: both.length,
		tables: [
			...found,
			...now
				.filter((name) => !saved.includes(name))
				.map((name) => ({ told: 'only now' as const, name, rows: rows('main', name) })),
			...saved
				.filter((name) => !now.includes(name))
				.map((name) => ({ told: 'only saved' as const, name, rows: rows('saved', name) })),
		],
	};
}

/** Those behind virtual tables are not listed: they follow from the others. The revision is told elsewhere. */
const tablesOf = (database: DatabaseSync, schema: 'main' | 'saved'): readonly string[] =>
	all(
		database,
		`SELECT name FROM pragma_table_list WHERE schema = '${schema}' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'alembic_version' ORDER BY name`,
	).map(([name]) => String(name));

export function sharedTable(database: DatabaseSync, name: string): SharedTable {
	const columnsOf = (schema: string) =>
		all(
			database,
			`SELECT name, pk, hidden FROM pragma_table_xinfo(${literal(name)}, '${schema}') ORDER BY pk, cid`,
		).map(([column, key, hidden]) => ({
			name: String(column),
			key: Number(key),
			stored: Number(hidden) === 0,
		}));
	const [now, saved] = [columnsOf('main'), columnsOf('saved')];
	const columns = saved
		.filter((column) => column.stored && now.some((other) => other.name === column.name && other.stored))
		.map((column) => column.name);
	const all_ = new Set([...saved, ...now].filter(({ stored }) => stored).map((column) => column.name));
	const keyOf = (list: typeof now) => list.filter(({ key }) => key > 0).map((column) => column.name);
	const key = keyOf(now);
	const same = key.length > 0 && key.join('\0') === keyOf(saved).join('\0');
	// SQLite lets a primary key be NULL, and then it tells no rows apart.
	const hasNull = (schema: string) =>
		number(
			database,
			`SELECT EXISTS (SELECT 1 FROM ${schema}.${identifier(name)} WHERE ${key.map((column) => `${identifier(column)} IS NULL`).join(' OR ')})`,
		) === 1;
	return {
		name,
		columns,
		leftOut: [...all_].filter((column) => !columns.includes(column)),
		key: same && !hasNull('main') && !hasNull('saved') ? key : undefined,
	};
}

function compareTable(database: DatabaseSync, table: SharedTable): TableWrites | undefined {
	const { name, leftOut } = table;
	const about = { name, ...(leftOut.length > 0 ? { leftOut: [...leftOut] } : {}) };
	if (!table.key) {
		const count = (schema: string) => number(database, `SELECT count(*) FROM ${schema}.${identifier(name)}`);
		const [now, saved] = [count('main'), count('saved')];
		const list = table.columns.map(identifier).join(', ') || '1';
		const side = (schema: string) => `SELECT ${list} FROM ${schema}.${identifier(name)}`;
		const differs =
			now !== saved || number(database, `SELECT EXISTS (${side('main')} EXCEPT ${side('saved')})`) === 1;
		if (differs) return { told: 'number', saved, now, ...about };
		return leftOut.length > 0 ? { told: 'rows', new: 0, changed: 0, deleted: 0, ...about } : undefined;
	}
	const found = {
		new: number(database, `SELECT count(*) ${newRows(table)}`),
		changed: number(database, `SELECT count(*) ${changedRows(table)}`),
		deleted: number(database, `SELECT count(*) ${deletedRows(table)}`),
	};
	const none = found.new + found.changed + found.deleted === 0;
	return none && leftOut.length === 0 ? undefined : { told: 'rows', ...found, ...about };
}

const sameKey = ({ key = [] }: SharedTable) =>
	key.map((column) => `now.${identifier(column)} = old.${identifier(column)}`).join(' AND ');

/** A value and its type: 1 and 1.0 and '1' are three, and no collation makes two texts one. */
const differs = ({ columns }: SharedTable) =>
	columns
		.map(identifier)
		.map(
			(column) =>
				`(now.${column} IS NOT old.${column} COLLATE BINARY OR typeof(now.${column}) <> typeof(old.${column}))`,
		)
		.join(' OR ') || '0';

export const newRows = (table: SharedTable): string =>
	`FROM main.${identifier(table.name)} AS now WHERE NOT EXISTS (SELECT 1 FROM saved.${identifier(table.name)} AS old WHERE ${sameKey(table)})`;
export const changedRows = (table: SharedTable): string =>
	`FROM main.${identifier(table.name)} AS now JOIN saved.${identifier(table.name)} AS old ON ${sameKey(table)} WHERE ${differs(table)}`;
export const deletedRows = (table: SharedTable): string =>
	`FROM saved.${identifier(table.name)} AS old WHERE NOT EXISTS (SELECT 1 FROM main.${identifier(table.name)} AS now WHERE ${sameKey(table)})`;

const number = (database: DatabaseSync, sql: string): number => Number(all(database, sql)[0]?.[0]);
const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;
const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;
