/** Argument lists of the MariaDB and MySQL programs, as they are run inside the database's container. No password, ever. */

/** Variable that all of their clients read the password from. */
export const passwordVariable = 'MYSQL_PWD';

/** Whose server it is: where the two differ. */
export type Flavour = 'mariadb' | 'mysql';

/** Prints the programs that are there: newer images of MariaDB have no `mysqldump`, those of MySQL nothing else. */
export const findPrograms: readonly string[] = [
	'sh',
	'-c',
	'command -v mariadb mysql; command -v mariadb-dump mysqldump; true',
];

/** Names of the two programs. */
export type Programs = { readonly client: string; readonly dump: string };

/** `--host`, because a container may have `MYSQL_HOST` of its own. */
const login = (user: string): readonly string[] => ['--host=localhost', `--user=${user}`];

/** Reads statements from stdin: fields with tabs, no headings; the first error ends it with 1. */
export const client = (program: string, user: string, database?: string): readonly string[] => [
	program,
	...login(user),
	'--batch',
	'--raw',
	'--silent',
	'--skip-column-names',
	'--unbuffered',
	'--comments',
	'--default-character-set=utf8mb4',
	...(database === undefined ? [] : [`--database=${database}`]),
];

/** Loads a dump from stdin; bytes are taken as they are; the first error ends it. */
export const loader = (program: string, user: string, database: string): readonly string[] => [
	program,
	...login(user),
	'--batch',
	'--silent',
	'--binary-mode',
	'--default-character-set=utf8mb4',
	'--max-allowed-packet=1G',
	`--database=${database}`,
];

/** The same for statements that may fail one by one: each error is told, and it goes on. */
export const patientLoader = (program: string, user: string, database: string): readonly string[] => [
	...loader(program, user, database),
	'--force',
];

/**
 * SQL on stdout, of one moment of all transactional tables. Without `DROP`: loading it where something is fails.
 * The condition is always true; its comment tells our session in the list of processes.
 */
export const dumper = (
	program: string,
	user: string,
	database: string,
	{ flavour, marker }: { readonly flavour: Flavour; readonly marker: string },
): readonly string[] => [
	program,
	...login(user),
	'--single-transaction',
	'--quick',
	'--routines',
	'--triggers',
	'--events',
	'--hex-blob',
	'--default-character-set=utf8mb4',
	'--no-tablespaces',
	'--skip-add-drop-table',
	'--max-allowed-packet=1G',
	// Else the dump sets the server's own transaction history, which only an administrator may.
	...(flavour === 'mysql' ? ['--set-gtid-purged=OFF'] : []),
	`--where=1 ${comment(marker, 'dump')}`,
	'--',
	database,
];

/** The server of the throw-away: nothing in it has to survive a loss of power, and nothing of it runs by itself. */
export const throwAwayServer = (lowerCaseNames: number): readonly string[] => [
	'--skip-log-bin',
	'--innodb-flush-log-at-trx-commit=0',
	'--innodb-doublewrite=0',
	'--event-scheduler=OFF',
	'--max-allowed-packet=1G',
	...(lowerCaseNames === 0 ? [] : [`--lower-case-table-names=${lowerCaseNames}`]),
];

/** What our sessions do, as their statements tell it. */
export type Purpose = 'dump' | 'read';
/** What all comments of a run's sessions on a database begin with. */
export const markerOf = (run: string, database: string): string =>
	`/* lockkeeper-${`${run}-${database}`.replaceAll(/[^\w.-]/g, '_')}`;
/** Comment that a session carries in its statements: by it the server's list of sessions tells ours. */
export const comment = (marker: string, purpose: Purpose): string => `${marker} ${purpose} */`;
