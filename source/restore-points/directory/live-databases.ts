// Touches the world: finds databases in use inside a directory that is about to be archived.
import { lstat, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import process from 'node:process';
import { OperatorError } from '../../host/errors.ts';
import { holdersOf } from '../../host/file-holders.ts';
import { sqliteHead, sqliteMagic } from '../../host/sqlite-head.ts';
import { type LiveDatabases, type Server, serverByNames } from './server-files.ts';

/**
 * Walks a directory, other file systems inside it not entered. In use is what a PostgreSQL left its `postmaster.pid`
 * in, and what a MariaDB or MySQL has its `ibdata1` of open, or, where this process may not see that, its `ibtmp1` in.
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
		const server = await serverIn(path, names);
		if (server) servers.push({ path: here, server });
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
				server === 'PostgreSQL'
					? `If none runs any more, start it once and stop it; or, when you are sure, remove ${join(directory, path, 'postmaster.pid')}.`
					: 'If none runs any more, start it once and stop it; or go on as root, who sees whether one does.',
			],
		},
	);
}

async function serverIn(path: string, names: ReadonlySet<string>): Promise<Server | undefined> {
	const byNames = serverByNames(names);
	if (byNames === 'PostgreSQL' || !names.has('ibdata1')) return byNames;
	if (await isHeld(join(path, 'ibdata1'))) return 'MariaDB';
	// Who is not root sees no process of others. Who is has seen them all: what a killed server left is at rest.
	return process.getuid?.() === 0 ? undefined : byNames;
}

async function isHeld(file: string): Promise<boolean> {
	const found = await lstat(file).catch(() => undefined);
	return found !== undefined && (await holdersOf([found])).length > 0;
}
