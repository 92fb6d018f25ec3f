// Touches the world: finds the file of a SQLite database.
import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { OperatorError } from '../../host/errors.ts';
import { sqliteHead, sqliteMagic } from '../../host/sqlite-head.ts';
import type { RestorePointContext } from '../context.ts';
import { demandVolume, hostDirectoryOf } from '../volumes.ts';
import type { SqlitePlace } from './part.ts';

type Context = Pick<RestorePointContext, 'engine' | 'signal'>;

/**
 * Where the database lies, or would lie, on this host.
 * @throws OperatorError when it is in a volume that cannot be reached from here
 */
export async function sqliteFile(context: Context, { path, volume }: SqlitePlace): Promise<string> {
	return volume ? join(await volumeDirectoryOf(context, volume), path) : path;
}

/** @throws OperatorError when the volume's files cannot be reached from here */
export async function volumeDirectoryOf(
	context: Context,
	volume: { readonly key: string; readonly name: string },
): Promise<string> {
	const found = await hostDirectoryOf(context, await demandVolume(context, volume));
	if ('path' in found) return found.path;
	throw new OperatorError(
		`A SQLite database inside the volume ${volume.name} can be saved only where its files are reached: ${found.problem}.`,
		{
			exit: 3,
			advice: ['Run Lockkeeper as root on the host the engine runs on.'],
		},
	);
}

/**
 * The file itself, links followed: what is renamed must be the database, not a link to it.
 * @returns its path within the volume when there is one, and on this host
 * @throws OperatorError when there is no SQLite database
 */
export async function locateDatabase(
	context: Context,
	place: SqlitePlace,
): Promise<{ path: string; file: string }> {
	const asked = await sqliteFile(context, place);
	const file = await realpath(asked).catch((error) => refuse(asked, error));
	const found = await stat(file).catch((error) => refuse(asked, error));
	if (!found.isFile()) refuse(asked, found.isDirectory() ? 'a directory' : 'something that is no file');
	const head = await sqliteHead(file).catch((error) => refuse(asked, error));
	if (head !== sqliteMagic)
		refuse(asked, head === '' ? 'an empty file' : 'something else; an encrypted one looks like this too');
	if (!place.volume) return { path: file, file };
	const root = await realpath(await volumeDirectoryOf(context, place.volume));
	if (!file.startsWith(root + sep)) refuse(asked, 'a link that leads out of the volume');
	return { path: file.slice(root.length + 1), file };
}

function refuse(path: string, found: string | NodeJS.ErrnoException): never {
	throw new OperatorError(
		`Expected a SQLite database at ${path}, found ${typeof found === 'string' ? found : `nothing that can be read (${found.code})`}.`,
		{
			exit: 3,
			advice: ['Correct the path of this database in the runbook, or its permissions.'],
			...(typeof found === 'string' ? {} : { cause: found }),
		},
	);
}
