import { byReferences, type ComparedTable } from './compared-tables.ts';
import { identifier, literal } from './statements.ts';

/** Of a row, in the order of the columns of its file. */
export type Values = readonly (string | null)[];

/** A table whose rows were written out. */
export type WrittenTable = {
	readonly table: ComparedTable;
	/** File with its new and changed rows: all columns of now. */
	readonly file: string;
	/** File with the keys of its deleted rows; undefined when there are none. */
	readonly deleted: string | undefined;
	/** Rows, and keys of deleted ones, that psql cannot read from a file, see `holdsEndMark`: the scripts hold them. */
	readonly apart: { readonly rows: readonly Values[]; readonly deleted: readonly Values[] };
};

const qualified = ({ saved: { schema, table } }: ComparedTable) =>
	`${identifier(schema)}.${identifier(table)}`;
const list = (names: readonly string[]) => names.map(identifier).join(', ');

/**
 * A script for psql that puts new and changed rows into a database of the older schema, all or nothing. A row that is
 * there already gets the values of the file. Run in the directory of the files.
 */
export const loadScript = (tables: readonly WrittenTable[]): string =>
	inTransaction(
		[
			'New and changed rows, into the database that was restored. Columns that it does not have are left out.',
			'What is there already under the same key is overwritten.',
		],
		byReferences(tables.map((written) => ({ ...written, saved: written.table.saved }))).flatMap(
			({ table, file, apart }, index) => {
				const staged = stage(index);
				const columns = writable(table);
				const key = (table.key ?? []).map(({ column }) => column);
				const rest = columns.filter((column) => !key.includes(column));
				return [
					`CREATE TEMP TABLE ${staged} (${table.now.columns
						.map(({ name, type }) => `${identifier(name)} ${table.columns.includes(name) ? type : 'text'}`)
						.join(', ')}) ON COMMIT DROP;`,
					copyFrom(staged, file),
					...apart.rows.map((values) => insert(staged, values)),
					`INSERT INTO ${qualified(table)} (${list(columns)}) OVERRIDING SYSTEM VALUE SELECT ${list(columns)} FROM ${staged}`,
					`ON CONFLICT (${list(key)}) DO ${
						rest.length === 0
							? 'NOTHING'
							: `UPDATE SET ${rest.map((name) => `${identifier(name)} = EXCLUDED.${identifier(name)}`).join(', ')}`
					};`,
					...(table.key ?? [])
						.filter(({ order }) => order === 'number')
						.map(({ column }) => advance(table, column)),
					'',
				];
			},
		),
	);

/** A script for psql that deletes again what was deleted; undefined when nothing was. */
export function deleteScript(tables: readonly WrittenTable[]): string | undefined {
	const found = tables.filter(({ deleted }) => deleted !== undefined);
	if (found.length === 0) return undefined;
	// Who refers to others goes first.
	const sorted = byReferences(
		found.map((written) => ({ ...written, saved: written.table.saved })),
	).toReversed();
	return inTransaction(
		['Deletes the rows that were deleted after the restore point was taken.'],
		sorted.flatMap(({ table, deleted = '', apart }, index) => {
			const staged = stage(index);
			const key = table.key ?? [];
			return [
				`CREATE TEMP TABLE ${staged} (${key.map(({ column, type }) => `${identifier(column)} ${type}`).join(', ')}) ON COMMIT DROP;`,
				copyFrom(staged, deleted),
				...apart.deleted.map((values) => insert(staged, values)),
				`DELETE FROM ${qualified(table)} AS gone USING ${staged} AS staged WHERE ${key
					.map(({ column }) => `gone.${identifier(column)} = staged.${identifier(column)}`)
					.join(' AND ')};`,
				'',
			];
		}),
	);
}

/** Columns that both schemas have and that can be written. */
export const writable = ({ columns, saved }: ComparedTable): readonly string[] =>
	columns.filter((name) => !saved.columns.some((column) => column.name === name && column.generated));

const stage = (index: number) => `lockkeeper_${index + 1}`;

/** psql reads the file itself, so that the server needs no right to it. */
const copyFrom = (table: string, file: string) =>
	`\\copy ${table} from ${literal(file)} with (format csv, header)`;

const insert = (table: string, values: Values) =>
	`INSERT INTO ${table} VALUES (${values.map((value) => (value === null ? 'NULL' : literal(value))).join(', ')});`;

/** A sequence behind the keys that were loaded would give them out again. */
const advance = (table: ComparedTable, column: string) =>
	[
		'SELECT setval(s, greatest(m, nextval(s))) FROM (SELECT',
		`pg_get_serial_sequence(${literal(qualified(table))}, ${literal(column)})::regclass AS s,`,
		`(SELECT max(${identifier(column)}) FROM ${qualified(table)})::bigint AS m) AS keys WHERE s IS NOT NULL AND m IS NOT NULL;`,
	].join(' ');

const inTransaction = (comments: readonly string[], statements: readonly string[]): string =>
	[
		...comments.map((comment) => `-- ${comment}`),
		'\\set ON_ERROR_STOP on',
		"SET client_encoding = 'UTF8';",
		"SET DateStyle = 'ISO, YMD';",
		"SET TimeZone = 'UTC';",
		"SET IntervalStyle = 'postgres';",
		'BEGIN;',
		'',
		...statements,
		'COMMIT;',
		'',
	].join('\n');
