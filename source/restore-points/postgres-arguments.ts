/** Argument lists of the PostgreSQL programs, as they are run inside the database's container. No password, ever. */

/** psql that reads statements from stdin: no start file, no tables drawn, fields with `|`, the first error ends it with 3. */
export const psql = (user: string, database: string, application: string): readonly string[] => [
	'psql',
	'-X',
	'-q',
	'-A',
	'-t',
	'-w',
	'-v',
	'ON_ERROR_STOP=1',
	'-U',
	user,
	'-d',
	connection({ dbname: database, application_name: application }),
];

/** psql that loads a dump from stdin; rows are flushed to disk by the rename that follows, not by each commit. */
export const psqlLoad = (user: string, database: string, application: string): readonly string[] => [
	...psql(user, database, application).slice(0, -1),
	connection({
		dbname: database,
		application_name: application,
		options: '-c synchronous_commit=off',
	}),
];

/** Plain SQL on stdout; sees the rows of the snapshot; waits 60 s for a lock and not longer. */
export const pgDump = (
	user: string,
	database: string,
	application: string,
	snapshot: string,
): readonly string[] => [
	'pg_dump',
	'-w',
	'-U',
	user,
	'-d',
	connection({ dbname: database, application_name: application }),
	`--snapshot=${snapshot}`,
	'--lock-wait-timeout=60s',
];

/** Asks the server over TCP: the image's first, temporary server listens on the socket only. */
export const pgIsReady = (user: string): readonly string[] => ['pg_isready', '-h', '127.0.0.1', '-U', user];

/** Name that our sessions carry in `pg_stat_activity`. */
export const applicationName = (run: string): string => `lockkeeper-${run}`.slice(0, 63);

/** The server of the throw-away: nothing in it has to survive a loss of power. */
export const throwAwayServer = (preload: string): readonly string[] => [
	'postgres',
	'-c',
	'fsync=off',
	'-c',
	'full_page_writes=off',
	...(preload ? ['-c', `shared_preload_libraries=${preload}`] : []),
];

/** libpq's `key=value` string; a value is quoted when it is not a plain word. */
export function connection(values: Readonly<Record<string, string>>): string {
	return Object.entries(values)
		.map(([key, value]) => `${key}=${/^[\w.:-]+$/.test(value) ? value : quoted(value)}`)
		.join(' ');
}

const quoted = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
