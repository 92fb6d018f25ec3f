import { sep } from 'node:path';
import { OperatorError } from '../../host/errors.ts';
import type { Archived } from './part.ts';

/** Databases whose files no archive can hold as of one moment; paths within what is archived, '' all of it. */
export type LiveDatabases = {
	/** Data directories of servers that run, or ended without shutting down. */
	readonly servers: readonly { readonly path: string; readonly server: Server }[];
	/** SQLite files with a write-ahead log beside them. */
	readonly sqlite: readonly string[];
};

export type Server = 'PostgreSQL' | 'MariaDB';

/**
 * The server, MySQL among the MariaDBs, that has made these names in its data directory and runs, or ended without
 * shutting down: each makes one of them when it starts, and removes it when it is shut down.
 */
export function serverByNames(names: ReadonlySet<string>): Server | undefined {
	if (names.has('PG_VERSION') && names.has('postmaster.pid')) return 'PostgreSQL';
	return names.has('ibdata1') && names.has('ibtmp1') ? 'MariaDB' : undefined;
}

/** All names that `serverByNames` looks for. */
export const namesOfServers: ReadonlySet<string> = new Set([
	'PG_VERSION',
	'postmaster.pid',
	'ibdata1',
	'ibtmp1',
]);

/**
 * What an archive leaves out, and what it holds that it cannot hold as of one moment.
 * @param called what a path within the archived directory is called
 * @param unwanted names of top-level entries that are left out anyway
 * @throws OperatorError when a server's directory is no top-level entry, and so cannot be left out by itself
 */
export function leaveOutServers(
	called: (path: string) => string,
	unwanted: readonly string[],
	live: LiveDatabases,
): Pick<Archived, 'except' | 'servers' | 'liveSqlite'> {
	const servers = entriesOfServers(called, live);
	return {
		except: [...new Set([...unwanted, ...servers])],
		...(servers.length > 0 ? { servers: [...servers] } : {}),
		...(live.sqlite.length > 0 ? { liveSqlite: [...live.sqlite] } : {}),
	};
}

/** Names of top-level entries. */
function entriesOfServers(
	called: (path: string) => string,
	{ servers }: Pick<LiveDatabases, 'servers'>,
): readonly string[] {
	return servers.map(({ path, server }) => {
		if (path !== '' && !path.includes(sep)) return path;
		throw new OperatorError(
			`${called(path)} holds the files of a ${server} server that runs, or ended without shutting down: an archive of them is not of one moment, and cannot be relied on.`,
			{
				exit: 3,
				advice: [
					'Name this database in the runbook, so that it is dumped,',
					path === ''
						? `and take ${called('')} out of it.`
						: `and leave out the entry that holds it: except: [${path.split(sep)[0]}]`,
				],
			},
		);
	});
}
