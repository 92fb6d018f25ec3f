/**
 * All SQL that Lockkeeper sends, each text a statement of its own with its semicolon.
 * Answers are read by `postgres-answers.ts`; columns are separated by `|` (psql -A -t).
 */

/** Settings that decide how a row reads as text; the same on both sides, or digests cannot be compared. */
export const readRowsAlike: readonly string[] = [
	"SET TimeZone = 'UTC';",
	"SET DateStyle = 'ISO, YMD';",
	"SET IntervalStyle = 'postgres';",
	'SET extra_float_digits = 1;',
	"SET bytea_output = 'hex';",
	'SET search_path = pg_catalog;',
];

/** No limit that the database, the role or the server sets ends a session of ours; `pg_dump` does the same. */
export const withoutTimeouts = [
	"SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN",
	"('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout');",
].join(' ');

/** All that follows sees the rows of this moment; `pg_dump --snapshot` sees the same. */
export const begin = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;';
export const exportSnapshot = 'SELECT pg_export_snapshot();';
export const rollback = 'ROLLBACK;';

export const serverVersion = 'SHOW server_version;';
/** Libraries without which some extensions refuse to load; no row for a user who may not know. */
export const preloadedLibraries = "SELECT setting FROM pg_settings WHERE name = 'shared_preload_libraries';";
/** Bytes on disk. */
export const databaseSize = 'SELECT pg_database_size(current_database());';

const ofUsers = (schema: string) =>
	`${schema}.nspname !~ '^pg_' AND ${schema}.nspname <> 'information_schema'`;
const notOfExtension = (catalog: string, object: string) =>
	`NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${object}.oid AND e.deptype = 'e')`;

/**
 * Types whose own hash tells values apart as their text does, up to ways of writing one value (1.0 and 1.00).
 * Enums are not among them: theirs differs from one database to the next.
 */
const hashedByValue = [
	...['bool', 'bytea', 'name', 'int8', 'int2', 'int4', 'text', 'oid', 'float4', 'float8', 'varchar'],
	...['bpchar', 'date', 'time', 'timestamp', 'timestamptz', 'uuid', 'jsonb', 'numeric'],
];

/**
 * One JSON array a line, `["schema","table"]`: what `pg_dump` writes rows of. Partitions are listed and
 * their parents are not; tables of an extension come back with the extension. A third element is true for tables
 * whose rows can be hashed by their values (PostgreSQL 14 and newer).
 */
export const listTables = [
	"SELECT json_build_array(n.nspname, c.relname, to_regproc('pg_catalog.hash_record_extended') IS NOT NULL AND NOT EXISTS (",
	'SELECT FROM pg_attribute a LEFT JOIN pg_collation l ON l.oid = a.attcollation WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped',
	`AND (a.atttypid <> ALL ('{${hashedByValue.join(',')}}'::regtype[]) OR NOT coalesce(l.collisdeterministic, true))))`,
	'FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace',
	`WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND ${ofUsers('n')} AND ${notOfExtension('pg_class', 'c')}`,
	'ORDER BY n.nspname, c.relname;',
].join(' ');

/** Until the end of the transaction nobody truncates, rewrites or drops it: a snapshot does not see that. */
export const holdTable = (schema: string, table: string): string =>
	`LOCK TABLE ONLY ${identifier(schema)}.${identifier(table)} IN ACCESS SHARE MODE;`;

/** One JSON array a line, as `listTables`: tables that a server empties when it starts after a crash, or from a copy. */
export const listUnlogged = [
	'SELECT json_build_array(n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace',
	`WHERE c.relkind = 'r' AND c.relpersistence = 'u' AND ${ofUsers('n')} ORDER BY n.nspname, c.relname;`,
].join(' ');

/**
 * `rows|digest`. The row's alias is one that no column has: a column's name would win over the row. A 64-bit
 * hash of the text costs half of md5 (1.7 against 3.5 s for 2,700,000 rows, 800 MB), one of the values a third of that.
 */
export const countAndDigest = (schema: string, table: string, hashed: 'text' | 'values'): string =>
	[
		`SELECT count(*), coalesce(sum(${hashed === 'values' ? 'hash_record_extended(lockkeeper_row, 0)' : 'hashtextextended(lockkeeper_row::text, 0)'}), 0)`,
		`FROM ONLY ${identifier(schema)}.${identifier(table)} AS lockkeeper_row;`,
	].join(' ');

/** One JSON object: how many of each kind of object a load must bring back. Invalid indexes are not dumped. */
export const countObjects = [
	'SELECT json_build_object(',
	`'indexes', (SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE i.indisvalid AND i.indisready AND ${ofUsers('n')}),`,
	`'constraints', (SELECT count(*) FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE ${ofUsers('n')}),`,
	`'views', (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND ${ofUsers('n')}),`,
	`'sequences', (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND ${ofUsers('n')}),`,
	`'functions', (SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${ofUsers('n')}),`,
	`'triggers', (SELECT count(*) FROM pg_trigger t WHERE NOT t.tgisinternal),`,
	`'extensions', (SELECT count(*) FROM pg_extension),`,
	`'large objects', (SELECT count(*) FROM pg_largeobject_metadata));`,
].join(' ');

/**
 * `object id|bytes`, one a line: indexes that a load can do without and still tell whether all rows and rules came.
 * Those that another object of the dump refers to are not among them: unique ones, which a foreign key may
 * need, those of partitions, and those with a comment or a mark (CLUSTER, REPLICA IDENTITY).
 */
export const listSecondaryIndexes = [
	'SELECT i.indexrelid, pg_relation_size(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace',
	`WHERE i.indisvalid AND i.indisready AND NOT i.indisunique AND NOT i.indisclustered AND NOT i.indisreplident AND NOT i.indisexclusion`,
	`AND c.relkind = 'i' AND NOT c.relispartition AND ${ofUsers('n')} AND ${notOfExtension('pg_class', 'c')}`,
	"AND obj_description(c.oid, 'pg_class') IS NULL AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid)",
	'ORDER BY i.indexrelid;',
].join(' ');

/** How many transactions that write had begun; the difference of two tells how many wrote in between. */
export const transactionsBegun = 'SELECT pg_snapshot_xmax(pg_current_snapshot());';
/** Bytes of all tables of this database, their indexes not counted: about what a dump writes. */
export const tableSizes = `SELECT coalesce(sum(pg_table_size(c.oid)), 0) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND ${ofUsers('n')};`;
/** `table|bytes` of each COPY that runs now under our name; PostgreSQL 14 and newer. */
export const copiedBytes = (application: string): string =>
	[
		'SELECT p.relid, p.bytes_processed FROM pg_stat_progress_copy p JOIN pg_stat_activity a ON a.pid = p.pid',
		`WHERE a.application_name = ${literal(application)};`,
	].join(' ');
/** Bytes of all databases of the server: what a physical copy takes, the write-ahead log aside. */
export const clusterSize =
	"SELECT coalesce(sum(pg_database_size(oid)), 0) FROM pg_database WHERE has_database_privilege(oid, 'CONNECT');";
/** As the server itself sees it. */
export const dataDirectory = 'SHOW data_directory;';
/** One JSON string a line; templates and those that accept nobody left out. */
export const listDatabases =
	'SELECT to_json(datname) FROM pg_database WHERE NOT datistemplate AND datallowconn ORDER BY datname;';
export const serverPort = 'SHOW port;';

/** One JSON object: how the database was created, whatever columns this server's catalog has. */
export const databaseSettings = [
	"SELECT json_build_object('owner', pg_get_userbyid(d.datdba), 'encoding', pg_encoding_to_char(d.encoding),",
	"'catalog', to_json(d)) FROM pg_database d WHERE d.datname = current_database();",
].join(' ');

/** One JSON object a line, `{role, setting}`: what `ALTER DATABASE … SET` made; a plain dump leaves it out. */
export const listParameters = [
	"SELECT json_build_object('role', CASE WHEN s.setrole <> 0 THEN pg_get_userbyid(s.setrole) END, 'setting', c.setting)",
	'FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase CROSS JOIN unnest(s.setconfig) AS c (setting)',
	'WHERE d.datname = current_database() ORDER BY 1::text;',
].join(' ');
/** One JSON object a line, `{role, privilege, grantable}`: rights on the database itself, if they were ever changed. */
export const listGrants = [
	"SELECT json_build_object('role', CASE WHEN a.grantee <> 0 THEN pg_get_userbyid(a.grantee) END, 'privilege', a.privilege_type,",
	"'grantable', a.is_grantable) FROM pg_database d CROSS JOIN aclexplode(d.datacl) a",
	'WHERE d.datname = current_database() ORDER BY 1::text;',
].join(' ');

/** One JSON string: the role that made the cluster. Since PostgreSQL 16 every grant by a superuser is recorded as its. */
export const bootstrapRole = 'SELECT to_json(rolname) FROM pg_roles WHERE oid = 10;';
/** One JSON string a line: roles that objects may belong to or that were granted something. */
export const listRoles =
	"SELECT to_json(rolname) FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> current_user ORDER BY rolname;";
export const createRole = (role: string): string => `CREATE ROLE ${identifier(role)};`;

/** The revisions alembic noted, one a line. */
export const alembicRevision = (schema: string): string =>
	`SELECT version_num FROM ${identifier(schema)}.alembic_version ORDER BY version_num;`;

/** One JSON string a line: the databases among these that exist. */
export const existingDatabases = (names: readonly string[]): string =>
	`SELECT to_json(datname) FROM pg_database WHERE datname IN (${names.map(literal).join(', ')}) ORDER BY datname;`;

/** `t` or `f`. */
export const mayCreateDatabases =
	'SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user;';

/** How a database was created, so that another one is created alike. */
export type DatabaseSettings = {
	readonly owner: string;
	readonly encoding: string;
	readonly collate: string;
	readonly ctype: string;
	/** `libc`, `icu` or `builtin`; undefined on servers before 15, which know only the first. */
	readonly provider?: string | undefined;
	/** Of the providers `icu` and `builtin`. */
	readonly locale?: string | undefined;
	/** Without a role: for everybody. */
	readonly parameters?: readonly { readonly role: string | null; readonly setting: string }[] | undefined;
	/** Without a role: for everybody. Empty when the rights are PostgreSQL's own. */
	readonly grants?:
		| readonly { readonly role: string | null; readonly privilege: string; readonly grantable: boolean }[]
		| undefined;
};

/** An empty database made like the other; template0, because template1 may hold objects that the dump has too. */
export const createDatabase = (database: string, like: DatabaseSettings): string =>
	[
		`CREATE DATABASE ${identifier(database)} OWNER ${identifier(like.owner)} TEMPLATE template0`,
		`ENCODING ${literal(like.encoding)} LC_COLLATE ${literal(like.collate)} LC_CTYPE ${literal(like.ctype)}${localeProvider(like)};`,
	].join(' ');
/** Statements that give a new database the parameters and rights of the other. */
export const dressDatabase = (database: string, like: DatabaseSettings): readonly string[] => [
	...(like.parameters ?? []).map(({ role, setting }) => setParameter(database, role, setting)),
	...(like.grants && like.grants.length > 0
		? [`REVOKE ALL ON DATABASE ${identifier(database)} FROM PUBLIC;`]
		: []),
	...(like.grants ?? []).map(
		({ role, privilege, grantable }) =>
			`GRANT ${privilege} ON DATABASE ${identifier(database)} TO ${role === null ? 'PUBLIC' : identifier(role)}${grantable ? ' WITH GRANT OPTION' : ''};`,
	),
];
/** Only ever of a database that this run created. */
export const dropDatabase = (database: string): string => `DROP DATABASE IF EXISTS ${identifier(database)};`;
export const renameDatabase = (database: string, to: string): string =>
	`ALTER DATABASE ${identifier(database)} RENAME TO ${identifier(to)};`;
/** Both renames or none. */
export const swapDatabases = (database: string, beside: string, keptAs: string): string =>
	['BEGIN;', renameDatabase(database, keptAs), renameDatabase(beside, database), 'COMMIT;'].join('\n');

/** One JSON object a line, `{pid, user, application, address, state}`: who holds these databases open. */
export const sessionsOn = (databases: readonly string[]): string =>
	[
		"SELECT json_build_object('pid', pid, 'user', usename, 'application', application_name,",
		"'address', coalesce(host(client_addr), 'local'), 'state', coalesce(state, ''))",
		`FROM pg_stat_activity WHERE datname IN (${databases.map(literal).join(', ')}) AND pid <> pg_backend_pid()`,
		"AND backend_type = 'client backend' ORDER BY pid;",
	].join(' ');
export const endSessionsOn = (database: string): string =>
	`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${literal(database)} AND pid <> pg_backend_pid();`;
/** Ends sessions that carry our name, nobody else's: a dump goes on inside its container when its client was killed. */
export const endSessionsNamed = (application: string): string =>
	`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = ${literal(application)} AND pid <> pg_backend_pid();`;

/** A name as PostgreSQL reads it, whatever it holds. */
export function identifier(name: string): string {
	return `"${name.replaceAll('"', '""')}"`;
}

/** A text as PostgreSQL reads it with standard_conforming_strings on, its default since 9.1. */
export function literal(text: string): string {
	return `'${text.replaceAll("'", "''")}'`;
}

/** Parameters that hold a list of names: the catalog has them quoted already (pg_dump knows the same six). */
const lists = new Set([
	'local_preload_libraries',
	'search_path',
	'session_preload_libraries',
	'shared_preload_libraries',
	'temp_tablespaces',
	'unix_socket_directories',
]);

function setParameter(database: string, role: string | null, setting: string): string {
	const middle = setting.indexOf('=');
	const name = setting.slice(0, middle);
	const value = setting.slice(middle + 1);
	const whose =
		role === null
			? `DATABASE ${identifier(database)}`
			: `ROLE ${identifier(role)} IN DATABASE ${identifier(database)}`;
	return `ALTER ${whose} SET ${identifier(name)} TO ${lists.has(name.toLowerCase()) && value ? value : literal(value)};`;
}

const localeProvider = ({ provider, locale }: DatabaseSettings): string =>
	provider && provider !== 'libc' && locale
		? ` LOCALE_PROVIDER ${provider} ${provider === 'icu' ? 'ICU_LOCALE' : 'BUILTIN_LOCALE'} ${literal(locale)}`
		: '';
