// Touches the world: finds databases in use inside a directory that is about to be archived.
import { lstat, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { OperatorError } from '../../host/errors.ts';
import { holdersOf } from '../../host/file-holders.ts';
import { sqliteHead, sqliteMagic } from '../../host/sqlite-head.ts';

/** Databases whose files no archive can hold as of one moment; paths within the directory, '' the directory itself. */
export type LiveDatabases = {
	/** Data directories of servers that run, or ended without shutting down. */
	readonly servers: readonly { readonly path: string; readonly server: 'PostgreSQL' | 'MariaDB' }[];
	/** SQLite files with a write-ahead log beside them. */
	readonly sqlite: readonly string[];
};

/**
 * Walks a directory, other file systems inside it not entered. In use is what a PostgreSQL left its `postmaster.pid`
 * in, and what a MariaDB or MySQL has its `ibdata1` of open.
 * @param except names of top-level entries that are left out
 */
export async function findLiveDatabases(
	directory: string,
	except: readonly string[],
): Promise<LiveDatabases> {
	const { dev } = await lstat(directory);
	const servers: LiveDatabases['servers'][number][] = [];
	const sqlite: string[] = [];
	const todo = [directory];
	for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
		const entries = (await readdir(path, { withFileTypes: true }).catch(() => [])).filter(
			({ name }) => path !== directory || !except.includes(name),
		);
		const names = new Set(entries.map(({ name }) => name));
		const here = relative(directory, path);
		if (names.has('PG_VERSION') && names.has('postmaster.pid'))
			servers.push({ path: here, server: 'PostgreSQL' });
		else if (names.has('ibdata1') && (await isHeld(join(path, 'ibdata1'))))
			servers.push({ path: here, server: 'MariaDB' });
		for (const entry of entries) {
			const child = join(path, entry.name);
			if (entry.isDirectory()) {
				if ((await lstat(child).catch(() => undefined))?.dev === dev) todo.push(child);
			} else if (
				entry.isFile() &&
				names.has(`${entry.name}-wal`) &&
				(await sqliteHead(child).catch(() => '')) === sqliteMagic
			)
				sqlite.push(relative(directory, child));
		}
	}
	return { servers, sqlite: sqlite.sort() };
}

/**
 * Names of top-level entries to leave out: data directories of running servers.
 * @throws OperatorError when such a directory is no top-level entry, and so cannot be left out by itself
 */
export function entriesOfServers(directory: string, { servers }: LiveDatabases): readonly string[] {
	return servers.map(({ path, server }) => {
		if (path !== '' && !path.includes(sep)) return path;
		throw new OperatorError(
			`${join(directory, path)} holds the files of a ${server} server that runs, or ended without shutting down: an archive of them is not of one moment, and cannot be relied on.`,
			{
				exit: 3,
				advice: [
					'Name this database in the runbook, so that it is dumped,',
					path === ''
						? 'and take this directory out of it.'
						: `and leave out the entry that holds it: except: [${path.split(sep)[0]}]`,
				],
			},
		);
	});
}

/**
 * Nothing may be moved while a server runs on it: it would go on writing into what was moved away.
 * @param except names of top-level entries that stay where they are
 * @throws OperatorError naming the directory and the server
 */
export async function demandNoServer(directory: string, except: readonly string[]): Promise<void> {
	const [first] = (await findLiveDatabases(directory, except)).servers;
	if (!first) return;
	const { path, server } = first;
	throw new OperatorError(
		`${join(directory, path)} holds the files of a ${server} server that runs, or ended without shutting down, and they would be moved.`,
		{
			exit: 3,
			advice: [
				`Nothing was moved. Stop this ${server} server, and go on.`,
				...(server === 'PostgreSQL'
					? [
							`If none runs any more, start it once and stop it; or, when you are sure, remove ${join(directory, path, 'postmaster.pid')}.`,
						]
					: []),
			],
		},
	);
}

async function isHeld(file: string): Promise<boolean> {
	const found = await lstat(file).catch(() => undefined);
	return found !== undefined && (await holdersOf([found])).length > 0;
}
