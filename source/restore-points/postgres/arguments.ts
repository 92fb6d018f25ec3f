/** Argument lists of the PostgreSQL programs, as they are run inside the database's container. No password, ever. */

/** libpq's `host` and `port`; without one, the server's socket in the same container. */
export type ServerAddress = { readonly host: string; readonly port: string };

/**
 * psql that reads statements from stdin: no start file, no tables drawn, fields with `|`; the first error ends it
 * with 3, unless it is told to go on.
 */
export const psql = (
	user: string,
	database: string,
	application: string,
	{
		stopsAtError = true,
		address,
		connectTimeout,
	}: {
		readonly stopsAtError?: boolean;
		readonly address?: ServerAddress;
		/** Seconds. Without it psql waits for a server that is stuck for as long as that is, also after its caller has gone. */
		readonly connectTimeout?: number;
	} = {},
): readonly string[] => [
	'psql',
	'-X',
	'-q',
	'-A',
	'-t',
	'-w',
	'-v',
	`ON_ERROR_STOP=${stopsAtError ? 1 : 0}`,
	'-U',
	user,
	'-d',
	connection({
		...address,
		dbname: database,
		application_name: application,
		...(connectTimeout === undefined ? {} : { connect_timeout: String(connectTimeout) }),
	}),
];

/** Custom format on stdout, not compressed itself; sees the rows of the snapshot; waits 60 s for a lock and not longer. */
export const pgDump = (
	user: string,
	database: string,
	application: string,
	snapshot: string,
	address?: ServerAddress,
): readonly string[] => [
	'pg_dump',
	'-w',
	'-Fc',
	'-Z0',
	'-U',
	user,
	'-d',
	connection({ ...address, dbname: database, application_name: application }),
	`--snapshot=${snapshot}`,
	'--lock-wait-timeout=60s',
];

/** Roles and tablespaces as SQL on stdout. @param passwords their hashes as well, which a superuser alone may read */
export const pgDumpGlobals = (
	user: string,
	database: string,
	application: string,
	passwords: boolean,
): readonly string[] => [
	'pg_dumpall',
	'-w',
	'--globals-only',
	...(passwords ? [] : ['--no-role-passwords']),
	'-U',
	user,
	'-d',
	connection({ dbname: database, application_name: application }),
];

/** Prints what an archive holds, one entry a line; from stdin it reads no further than it must. */
export const pgRestoreList = (path?: string): readonly string[] => [
	'pg_restore',
	'--list',
	...(path === undefined ? [] : [path]),
];
/** Writes stdin into a file. */
export const writeFile = (path: string): readonly string[] => ['dd', `of=${path}`, 'bs=1M', 'status=none'];
export const removeFile = (path: string): readonly string[] => ['rm', '-f', path];

/** Reads an archive from stdin to its end, every entry, and keeps nothing. */
export const pgRestoreToNowhere: readonly string[] = ['pg_restore', '--file=/dev/null'];

/** Loads an archive; the first error ends it. Rows are flushed by the rename that follows, not by each commit. */
export const pgRestore = (
	user: string,
	database: string,
	application: string,
	options: {
		/** File with the entries to load, beside the program. */
		readonly list?: string;
		/** For a throw-away: no tablespaces, and all in one transaction, which needs no write-ahead log there. */
		readonly throwAway?: { readonly oneTransaction: boolean };
		/** Where the archive lies beside the program, and how many connections load it. Without it: stdin, one. */
		readonly unpacked?: { readonly path: string; readonly jobs: number } | undefined;
	} = {},
): readonly string[] => [
	'pg_restore',
	'-w',
	'--exit-on-error',
	...(options.list === undefined ? [] : [`--use-list=${options.list}`]),
	...(options.throwAway ? ['--no-tablespaces'] : []),
	...(options.unpacked
		? [`--jobs=${options.unpacked.jobs}`]
		: options.throwAway?.oneTransaction
			? ['--single-transaction']
			: []),
	'-U',
	user,
	'-d',
	connection({
		dbname: database,
		application_name: application,
		options: '-c synchronous_commit=off',
	}),
	...(options.unpacked ? [options.unpacked.path] : []),
];

/**
 * Copies a running server's files and the log that makes them whole into a new directory. Every file gets a
 * checksum in the copy's own `backup_manifest`.
 */
export const pgBaseBackup = (
	user: string,
	{ host, port }: ServerAddress,
	application: string,
	directory: string,
): readonly string[] => [
	'pg_basebackup',
	'-w',
	'--pgdata',
	directory,
	'--wal-method=stream',
	'--checkpoint=fast',
	'--manifest-checksums=CRC32C',
	'-d',
	connection({ host, port, user, application_name: application }),
];

/** Compares a physical copy with its own manifest, file by file, and reads its log. */
export const pgVerifyBackup = (directory: string): readonly string[] => [
	'pg_verifybackup',
	'--quiet',
	directory,
];

/** Asks the server over TCP: the image's first, temporary server listens on the socket only. */
export const pgIsReady = (user: string): readonly string[] => ['pg_isready', '-h', '127.0.0.1', '-U', user];

/** Name that our sessions carry in `pg_stat_activity`. */
export const applicationName = (run: string): string => `lockkeeper-${run}`.slice(0, 63);

/** The server of the throw-away: nothing in it has to survive a loss of power, and a load needs no log. */
export const throwAwayServer = (preload: string): readonly string[] => [
	'postgres',
	...settings({
		fsync: 'off',
		full_page_writes: 'off',
		autovacuum: 'off',
		wal_level: 'minimal',
		max_wal_senders: '0',
		archive_mode: 'off',
		maintenance_work_mem: '128MB',
		...(preload ? { shared_preload_libraries: preload } : {}),
	}),
];

const settings = (values: Readonly<Record<string, string>>): readonly string[] =>
	Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** libpq's `key=value` string; a value is quoted when it is not a plain word. */
export function connection(values: Readonly<Record<string, string>>): string {
	return Object.entries(values)
		.map(([key, value]) => `${key}=${/^[\w.:-]+$/.test(value) ? value : quoted(value)}`)
		.join(' ');
}

const quoted = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
