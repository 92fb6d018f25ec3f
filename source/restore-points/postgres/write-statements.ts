import type { ComparedTable, TableShape } from './compared-tables.ts';
import { identifier } from './statements.ts';

/** SQL that compares two states of a database. It reads only, and never waits long for a lock. */

/** Whoever migrates or repairs the database goes first. */
export const impatient = "SET lock_timeout = '10s';";
/** Rows that a policy hides would be counted as deleted: it is an error instead, as for `pg_dump`. */
export const seeAllRows = 'SET row_security = off;';
/** The bytes of an export, whatever the database's own encoding. */
export const asUtf8 = "SET client_encoding = 'UTF8';";

/** One JSON object a line, a `TableShape`: partitions are listed, and their parents and tables of extensions are not. */
export const listColumns = [
	"SELECT json_build_object('schema', n.nspname, 'table', c.relname,",
	"'columns', coalesce((SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'generated', a.attgenerated <> '') ORDER BY a.attnum)",
	"FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]'),",
	"'keys', coalesce((SELECT json_agg((SELECT json_agg(a.attname ORDER BY k.place) FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)",
	'JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number WHERE k.place <= i.indnkeyatts) ORDER BY NOT i.indisprimary, i.indexrelid)',
	'FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL',
	"AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey::int2[]) AND NOT a.attnotnull)), '[]'),",
	"'references', coalesce((SELECT json_agg(DISTINCT o.nspname || '.' || r.relname) FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid JOIN pg_namespace o ON o.oid = r.relnamespace",
	"WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid), '[]'))",
	'FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace',
	"WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'",
	"AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')",
	'ORDER BY n.nspname, c.relname;',
].join(' ');

const from = ({ schema, table }: TableShape) =>
	`FROM ONLY ${identifier(schema)}.${identifier(table)} AS lockkeeper_row`;
const column = (name: string) => `lockkeeper_row.${identifier(name)}`;
const digest = (columns: readonly string[]) =>
	`hashtextextended(ROW(${columns.map(column).join(', ')})::text, 0)`;

/** `rows|digest` over the columns that both sides have. */
export const countAndDigestColumns = (table: ComparedTable, side: 'saved' | 'now'): string =>
	`SELECT count(*), coalesce(sum(${digest(table.columns)}), 0) ${from(table[side])};`;

export const countRows = (shape: TableShape): string => `SELECT count(*) ${from(shape)};`;

/**
 * CSV, sorted by key: a field for each of its columns, a digest of the compared columns, then the row's own columns
 * where they are asked for. A key that is no whole number is written as the hexadecimal digits of its text: they
 * hold no comma or quote, and sort as its bytes do, whatever the database's collation.
 * @param row columns of the row itself
 */
export function copyKeyed(table: ComparedTable, side: 'saved' | 'now', row: readonly string[]): string {
	const key = (table.key ?? []).map(({ column: name, order }) =>
		order === 'number' ? column(name) : `('x' || encode(convert_to(${column(name)}::text, 'UTF8'), 'hex'))`,
	);
	const sorted = (table.key ?? []).map(({ order, type }, index) =>
		// An index gives these in order without sorting: PostgreSQL compares the same bytes.
		order === 'number' || type === 'uuid'
			? column(table.key?.[index]?.column ?? '')
			: `${key[index]} COLLATE "C"`,
	);
	return `COPY (SELECT ${[...key, digest(table.columns), ...row.map(column)].join(', ')} ${from(table[side])} ORDER BY ${sorted.join(', ')}) TO STDOUT WITH (FORMAT csv);`;
}

/** CSV of a whole table, without a header. */
export const copyAll = (shape: TableShape): string =>
	`COPY (SELECT ${shape.columns.map(({ name }) => column(name)).join(', ')} ${from(shape)}) TO STDOUT WITH (FORMAT csv);`;
