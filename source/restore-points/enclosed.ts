// Touches the world: finds SQLite databases that lie inside of what is archived.
import { realpath, stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { RestorePointContext } from './context.ts';
import type { DataPlace } from './data-kinds.ts';
import type { DirectoryPlace } from './directory/part.ts';
import { ownPrefix } from './names.ts';
import { locateDatabase, volumeDirectoryOf } from './sqlite/locate.ts';

/** A SQLite database that an archive leaves out, and that comes back with the archived directory. Real paths. */
export type Enclosed = { readonly file: string; readonly directory: string };

/**
 * Copied as a file, a database may be caught in the middle of a write, and a directory brought back would take the
 * place of the database that was restored into it: the archive leaves such a database out.
 * @throws OperatorError when there is no SQLite database where one is named
 */
export async function findEnclosed(
	context: Pick<RestorePointContext, 'engine' | 'signal'>,
	places: readonly DataPlace[],
): Promise<readonly Enclosed[]> {
	const enclosed: Enclosed[] = [];
	for (const place of places) {
		if (place.kind !== 'sqlite') continue;
		const { file } = await locateDatabase(context, place);
		for (const archived of places) {
			const directory = await directoryAround(context, place.volume?.name, archived);
			if (directory && (await isArchivedWith(directory, file)))
				enclosed.push({ file, directory: directory.path });
		}
	}
	return enclosed;
}

/** The archived directory that a database of this volume, or of none, may lie in. */
async function directoryAround(
	context: Pick<RestorePointContext, 'engine' | 'signal'>,
	volume: string | undefined,
	place: DataPlace,
): Promise<DirectoryPlace | undefined> {
	const { kind } = place;
	if (kind === 'directory' && volume === undefined) {
		// What is not there is told by whoever archives it.
		const path = await realpath(place.path).catch(() => undefined);
		return path === undefined ? undefined : { path, except: place.except };
	}
	if (kind !== 'volume' || place.name !== volume) return undefined;
	return { path: await realpath(await volumeDirectoryOf(context, place)), except: place.except };
}

async function isArchivedWith({ path, except }: DirectoryPlace, file: string): Promise<boolean> {
	const within = relative(path, file);
	const [entry = ''] = within.split(sep);
	if (entry === '..' || except.includes(entry) || entry.startsWith(ownPrefix)) return false;
	// Where another file system begins, the archive ends.
	return (await stat(path)).dev === (await stat(file)).dev;
}
