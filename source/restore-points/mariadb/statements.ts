/**
 * All SQL that Lockkeeper sends to MariaDB and MySQL, each text a statement of its own with its semicolon.
 * Answers are read by `answers.ts`; what is not plain is JSON, one value a line.
 */
import { comment } from './arguments.ts';

/**
 * How a session reads: the same text for the same row on both sides, one moment for a transaction, no waiting for
 * hours, and not thrown out while a long dump runs. MariaDB alone reads what stands in `/*M!`.
 */
export const begin: readonly string[] = [
	"SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES', time_zone = '+00:00', wait_timeout = 86400, net_write_timeout = 3600, lock_wait_timeout = 60;",
	'/*M!100300 SET SESSION max_statement_time = 0, idle_transaction_timeout = 0, idle_readonly_transaction_timeout = 0 */;',
	'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ;',
];
/** All that follows sees the rows of this moment, as `--single-transaction` does. */
export const snapshot = 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY;';
export const rollback = 'ROLLBACK;';

/** What the user itself may do, a line each. */
export const ownGrants = 'SHOW GRANTS;';
export const version = 'SELECT VERSION();';
/** One JSON object; see `settings` of a part. */
export const settings = (database: string): string =>
	[
		"SELECT JSON_OBJECT('characterSet', default_character_set_name, 'collation', default_collation_name,",
		"'sqlMode', @@GLOBAL.sql_mode, 'lowerCaseNames', @@lower_case_table_names)",
		`FROM information_schema.schemata WHERE schema_name = ${literal(database)};`,
	].join(' ');
/**
 * A position in the server's log that every change and every commit moves on: the same twice, nothing was written
 * in between. No line where the server does not tell (MySQL before 8.0.30).
 */
export const logPosition =
	"SHOW GLOBAL STATUS WHERE Variable_name IN ('Innodb_lsn_current', 'Innodb_redo_log_current_lsn');";

/** One JSON object a line, `{name, type, engine}`: tables and sequences, no views. */
export const listTables = (database: string): string =>
	[
		"SELECT JSON_OBJECT('name', table_name, 'type', table_type, 'engine', engine) FROM information_schema.tables",
		`WHERE table_schema = ${literal(database)} AND table_type NOT LIKE '%VIEW' ORDER BY table_name;`,
	].join(' ');
/** One JSON object a line, `{table, name, type, generated, extra}`. */
export const listColumns = (database: string): string =>
	[
		"SELECT JSON_OBJECT('table', table_name, 'name', column_name, 'type', data_type,",
		"'generated', COALESCE(generation_expression, ''), 'extra', COALESCE(extra, '')) FROM information_schema.columns",
		`WHERE table_schema = ${literal(database)} ORDER BY table_name, ordinal_position;`,
	].join(' ');

/** A column as `listColumns` tells it. */
export type Column = {
	readonly table: string;
	readonly name: string;
	readonly type: string;
	readonly generated: string;
	readonly extra: string;
};

/** Types whose values may be too long to be put together: hashed one by one. */
const long = /text$|blob$/;
const spatial =
	/^(geometry|point|linestring|polygon|multipoint|multilinestring|multipolygon|geomcollection|geometrycollection)$/;

/** Whether a dump carries the column's value: not what is computed on reading, nor the times of a system version. */
export const isDumped = ({ generated, extra }: Pick<Column, 'generated' | 'extra'>): boolean =>
	!/VIRTUAL GENERATED/i.test(extra) && !/^ROW (START|END)$/i.test(generated);

/**
 * `rows|digest|inexact`: the third is how many values of FLOAT columns a dump does not write exactly. A row is
 * its columns' bytes, each with its length, and NULL unlike any text.
 */
export const countAndDigest = (
	database: string,
	table: string,
	columns: readonly Pick<Column, 'name' | 'type' | 'generated' | 'extra'>[],
	marker: string,
): string => {
	const dumped = columns.filter(isDumped);
	const row = ["''", ...dumped.map(bytesOf)].join(', ');
	const floats = dumped.filter(({ type }) => type === 'float').map(({ name }) => inexact(identifier(name)));
	return [
		`SELECT ${comment(marker, 'read')} CONCAT(COUNT(*), '|',`,
		`COALESCE(SUM(CAST(CONV(LEFT(MD5(CONCAT(${row})), 16), 16, 10) AS UNSIGNED)), 0), '|',`,
		`${floats.length === 0 ? '0' : `COALESCE(SUM(${floats.join(' + ')}), 0)`})`,
		`FROM ${identifier(database)}.${identifier(table)};`,
	].join(' ');
};

function bytesOf({ name, type }: Pick<Column, 'name' | 'type'>): string {
	const column = identifier(name);
	if (long.test(type)) return `IFNULL(MD5(${column}), 'N')`;
	if (type === 'json') return `IFNULL(MD5(CAST(${column} AS CHAR CHARACTER SET utf8mb4)), 'N')`;
	if (spatial.test(type)) return `IFNULL(MD5(HEX(${column})), 'N')`;
	const bytes = `CAST(${column} AS BINARY)`;
	return `IFNULL(CONCAT(LENGTH(${bytes}), ':', ${bytes}), 'N')`;
}

/** FLOAT is written with six digits; half a unit in its last place is at most 2^-24 of the value. */
const inexact = (column: string) =>
	`COALESCE(ABS((${column} + 0e0) - (CAST(${column} AS CHAR) + 0e0)) > ABS(${column} + 0e0) * 5.9604644775390625e-8, 0)`;

/** The same of a sequence, which is a table of one row. */
export const sequenceDigest = (database: string, sequence: string, marker: string): string =>
	[
		`SELECT ${comment(marker, 'read')} CONCAT('1|', CAST(CONV(LEFT(MD5(CONCAT_WS('|', next_not_cached_value, minimum_value,`,
		"maximum_value, start_value, increment, cache_size, cycle_option)), 16), 16, 10) AS UNSIGNED), '|0')",
		`FROM ${identifier(database)}.${identifier(sequence)};`,
	].join(' ');

const counted = (name: string, from: string, what = 'COUNT(*)') => `'${name}', (SELECT ${what} FROM ${from})`;
/** One JSON object: how many of each kind of object a load must bring back. */
export const countObjects = (database: string): string => {
	const here = literal(database);
	return `SELECT JSON_OBJECT(${[
		counted('views', `information_schema.views WHERE table_schema = ${here}`),
		counted('triggers', `information_schema.triggers WHERE trigger_schema = ${here}`),
		counted('routines', `information_schema.routines WHERE routine_schema = ${here}`),
		counted('events', `information_schema.events WHERE event_schema = ${here}`),
		counted('columns', `information_schema.columns WHERE table_schema = ${here}`),
		counted(
			'indexes',
			`information_schema.statistics WHERE table_schema = ${here}`,
			'COUNT(DISTINCT table_name, index_name)',
		),
		counted('constraints', `information_schema.table_constraints WHERE table_schema = ${here}`),
		counted(
			'partitions',
			`information_schema.partitions WHERE table_schema = ${here} AND partition_name IS NOT NULL`,
		),
	].join(', ')});`;
};

/** `bytes|rows`, an estimate of the server's own. */
export const size = (database: string): string =>
	`SELECT CONCAT(COALESCE(SUM(data_length + index_length), 0), '|', COALESCE(SUM(table_rows), 0)) FROM information_schema.tables WHERE table_schema = ${literal(database)};`;

/** One JSON object a line, `{user, host}`, roles (no host) first; no accounts of the server's own. */
export const listUsers = [
	"SELECT JSON_OBJECT('user', user, 'host', host) FROM mysql.user",
	"WHERE user NOT IN ('mariadb.sys', 'mysql.sys', 'mysql.session', 'mysql.infoschema', 'root', 'PUBLIC', '')",
	"ORDER BY host <> '', user, host;",
].join(' ');
/** An account, or a role, which has no host. */
export type Account = { readonly user: string; readonly host: string };
export const showCreateUser = (account: Account): string => `SHOW CREATE USER ${accountName(account)};`;
export const createRole = ({ user }: Account): string => `CREATE ROLE IF NOT EXISTS ${literal(user)};`;
export const showGrants = (account: Account): string => `SHOW GRANTS FOR ${accountName(account)};`;
const accountName = ({ user, host }: Account): string =>
	host === '' ? literal(user) : `${literal(user)}@${literal(host)}`;

/** Ids, one a line, of sessions whose statements carry this text, this one left out. */
export const markedSessions = (text: string): string =>
	`SELECT id FROM information_schema.processlist WHERE INSTR(info, ${literal(text)}) > 0 AND id <> CONNECTION_ID();`;
export const endSession = (id: number): string => `KILL ${id};`;
/** One JSON object a line, `{id, user, host}`: who has these databases in use, as far as the user may see it. */
export const sessionsOn = (databases: readonly string[]): string =>
	[
		"SELECT JSON_OBJECT('id', id, 'user', user, 'host', host) FROM information_schema.processlist",
		`WHERE db IN (${databases.map(literal).join(', ')}) AND id <> CONNECTION_ID();`,
	].join(' ');

/** Names, one JSON text a line, of those databases that exist. */
export const existingDatabases = (names: readonly string[]): string =>
	`SELECT JSON_QUOTE(schema_name) FROM information_schema.schemata WHERE schema_name IN (${names.map(literal).join(', ')});`;
export const createDatabase = (
	name: string,
	like: { readonly characterSet: string; readonly collation: string },
): string =>
	`CREATE DATABASE ${identifier(name)} CHARACTER SET ${word(like.characterSet)} COLLATE ${word(like.collation)};`;
/** Only ever of a database that this run created. */
export const dropDatabase = (name: string): string => `DROP DATABASE IF EXISTS ${identifier(name)};`;

/** For rows of any size; an administrator's to set, for sessions that begin after it. */
export const allowLongRows = 'SET GLOBAL max_allowed_packet = 1073741824;';

/** A table's move from one database to another. */
export type Move = { readonly table: string; readonly from: string; readonly to: string };
/** All moves or none: one statement. It waits ten seconds for who uses a table, and not longer. */
export const moveTables = (moves: readonly Move[]): string =>
	[
		'SET SESSION lock_wait_timeout = 10;',
		`RENAME TABLE ${moves.map(({ table, from, to }) => `${identifier(from)}.${identifier(table)} TO ${identifier(to)}.${identifier(table)}`).join(', ')};`,
	].join('\n');

/** A name as the server reads it, whatever it holds. */
export function identifier(name: string): string {
	return `\`${name.replaceAll('`', '``')}\``;
}

/** A text as the server reads it with `NO_BACKSLASH_ESCAPES`, see `begin`. */
export function literal(text: string): string {
	return `'${text.replaceAll("'", "''")}'`;
}

/** Name of a character set or collation: these are plain words, and nothing else gets through. */
function word(name: string): string {
	if (/^\w+$/.test(name)) return name;
	throw new Error(`Expected the name of a character set, got: ${name}`);
}
