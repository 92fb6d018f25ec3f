import { OperatorError } from '../../host/errors.ts';

/** A server that no service of the stack runs, and how it is reached. */
export type ExternalServer = {
	/** What its parts and files are named after: its host, and its port where that is not PostgreSQL's own. */
	readonly name: string;
	readonly host: string;
	readonly port: string;
	/** libpq's `sslmode`; undefined: libpq's own choice. */
	readonly sslmode?: string;
	/** A function: what writes the place down does not write the password. */
	readonly password: () => string | undefined;
	/** Reference of an image of this host with PostgreSQL's programs. */
	readonly image: string;
	/** Networks of the engine from which it is reached, as the app reaches it; or `host`. */
	readonly networks: readonly [string, ...string[]];
	/** Names that only the app's containers know, `name:address`. */
	readonly hosts: readonly string[];
};

/** What a URL says of a database. */
export type DatabaseUrl = Pick<ExternalServer, 'name' | 'host' | 'port' | 'sslmode' | 'password'> & {
	readonly user: string;
	readonly database: string;
};

const ownPort = '5432';
/** Parameters that name files: those of the app's container, which are not ours. */
const fileParameters = ['sslcert', 'sslkey', 'sslrootcert', 'passfile', 'service', 'servicefile'];

/**
 * Reads `postgresql://user:password@host:port/database?sslmode=…`, also with a driver in its scheme, as SQLAlchemy has it.
 * @param variable that holds it; the URL itself, which holds a password, is never said
 * @throws OperatorError (exit 2) with what was expected
 */
export function parseDatabaseUrl(text: string, variable: string): DatabaseUrl {
	const refuse = (found: string) =>
		new OperatorError(
			`${variable}: expected postgresql://user:password@host:port/database, found ${found}.`,
			{
				exit: 2,
				advice: ['Nothing was changed.', 'Characters such as : / @ # % in a password are written as %XX.'],
			},
		);
	const rest = /^postgres(?:ql)?(?:\+\w+)?:\/\/(.*)$/s.exec(text.trim())?.[1];
	if (rest === undefined) throw refuse('something else');
	let url: URL;
	try {
		url = new URL(`postgresql://${rest}`);
	} catch {
		throw refuse('what cannot be read as one host');
	}
	const part = (value: string) => {
		try {
			return decodeURIComponent(value);
		} catch {
			throw refuse('a % that is not followed by two hexadecimal digits');
		}
	};
	const user = part(url.username);
	const database = part(url.pathname.slice(1));
	const host = url.hostname.replace(/^\[|\]$/g, '');
	if (host === '' || url.searchParams.has('host')) throw refuse('no host: a socket is out of reach');
	if (user === '') throw refuse('no user');
	if (database === '' || database.includes('/')) throw refuse('no name of a database after the host');
	const file = fileParameters.find(
		(name) => url.searchParams.has(name) && url.searchParams.get(name) !== 'system',
	);
	if (file !== undefined) throw refuse(`the parameter ${file}, which names a file of the app’s container`);
	const port = url.port || ownPort;
	const sslmode = url.searchParams.get('sslmode') ?? url.searchParams.get('ssl-mode') ?? undefined;
	const password = part(url.password);
	return {
		name: port === ownPort ? host : `${host}:${port}`,
		host,
		port,
		user,
		database,
		...(sslmode === undefined ? {} : { sslmode }),
		password: () => password || undefined,
	};
}

/** Environment by which libpq's programs find the server; no password. */
export const libpqEnvironment = ({
	host,
	port,
	sslmode,
}: Pick<ExternalServer, 'host' | 'port' | 'sslmode'>): Readonly<Record<string, string>> => ({
	PGHOST: host,
	PGPORT: port,
	PGCONNECT_TIMEOUT: '15',
	...(sslmode === undefined ? {} : { PGSSLMODE: sslmode }),
});

/** The line of libpq's password file that fits every connection. */
export const passwordLine = (password: string): string =>
	`*:*:*:*:${password.replaceAll('\\', '\\\\').replaceAll(':', '\\:')}\n`;
