import { repositoryOf, tagOf } from '../runbook/detect.ts';

/** Which server it is, and the part of its version that decides whether it reads the files of another one. */
export type DatabaseRelease = {
	readonly product: 'PostgreSQL' | 'MariaDB' | 'MySQL';
	/** PostgreSQL's first number; of the others, and of PostgreSQL before 10, the first two where they are known. */
	readonly major: string;
};

/** A database whose text is sorted otherwise now than when its indexes were built. */
export type ChangedCollation = {
	readonly database: string;
	/** Versions of the library that sorts. */
	readonly had: string;
	readonly has: string;
};

/**
 * What an image runs.
 * @param reference as a Compose file names it @param environment the image's own, `NAME=value`; undefined when it is not here
 * @returns undefined when neither tells
 */
export function releaseOfImage(
	reference: string,
	environment: readonly string[] = [],
): DatabaseRelease | undefined {
	const value = (name: string) =>
		environment.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
	const repository = repositoryOf(reference).split('/').at(-1) ?? '';
	// Debian writes an epoch before a version, as in 1:11.8.3.
	const mariadb = value('MARIADB_MAJOR') ?? value('MARIADB_VERSION')?.replace(/^\d+:/, '');
	const mysql = value('MYSQL_MAJOR') ?? value('MYSQL_VERSION');
	return (
		release('PostgreSQL', value('PG_MAJOR')) ??
		release('MariaDB', mariadb) ??
		release('MySQL', mysql) ??
		releaseOfTag(repository, tagOf(reference) ?? '')
	);
}

function releaseOfTag(repository: string, tag: string): DatabaseRelease | undefined {
	// PostgreSQL with an extension has often the extension's version first: 0.8.0-pg17.
	const marked = /(?:^|[-_.])pg-?(\d{1,2}(?:\.\d+)?)(?![\d])/.exec(tag)?.[1];
	if (marked !== undefined) return release('PostgreSQL', marked);
	const leading = /^v?(\d{1,2}(?:\.\d{1,2})?)(?![\d])/.exec(tag)?.[1];
	if (/postg/.test(repository)) return release('PostgreSQL', leading);
	if (/mariadb/.test(repository)) return release('MariaDB', leading);
	return /mysql|percona/.test(repository) ? release('MySQL', leading) : undefined;
}

/** @param version a server's, or the beginning of one */
export function release(
	product: DatabaseRelease['product'],
	version: string | undefined,
): DatabaseRelease | undefined {
	const [, first, second] = /^(\d+)(?:\.(\d+))?/.exec(version ?? '') ?? [];
	if (first === undefined) return undefined;
	const one = product === 'PostgreSQL' && Number(first) >= 10;
	return { product, major: one || second === undefined ? first : `${first}.${second}` };
}

/** What made the files of a data directory. @param text of PG_VERSION, or of mariadb_upgrade_info or mysql_upgrade_info */
export function releaseOfFile(name: string, text: string): DatabaseRelease | undefined {
	if (name === 'PG_VERSION') return release('PostgreSQL', text.trim());
	return release(/mariadb/i.test(name + text) ? 'MariaDB' : 'MySQL', text.trim());
}

export const nameOf = ({ product, major }: DatabaseRelease) => `${product} ${major}`;

/**
 * What the data is of. PostgreSQL's own file is right whatever runs; MariaDB and MySQL serve files whose own one is of an older
 * server as well, until somebody runs their upgrade program.
 */
export const madeBy = <T extends DatabaseRelease>(
	files: T | undefined,
	running: T | undefined,
): T | undefined =>
	running !== undefined && running.product !== 'PostgreSQL' ? running : (files ?? running);

/** True as long as nothing tells them apart: `11` may be `11.8`. */
export function readsFilesOf(one: DatabaseRelease, other: DatabaseRelease): boolean {
	if (one.product !== other.product) return false;
	const others = other.major.split('.');
	return one.major.split('.').every((part, index) => others[index] === undefined || others[index] === part);
}

/** PostgreSQL 15 and newer remember it. Rows: database, what it had, what the server brings. */
export const collationQuestion =
	'SELECT datname, datcollversion, pg_database_collation_actual_version(oid) FROM pg_database WHERE datallowconn AND datcollversion IS NOT NULL;';

/** @param answer of that question, `|` between columns; a database may have one in its name */
export const changedCollations = (answer: string): readonly ChangedCollation[] =>
	answer.split('\n').flatMap((row) => {
		const [, database, had, has] = /^(.+)\|([^|]+)\|([^|]+)$/.exec(row) ?? [];
		return database !== undefined && had !== undefined && has !== undefined && had !== has
			? [{ database, had, has }]
			: [];
	});
