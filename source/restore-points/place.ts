// Touches the world: makes and looks at the directory that holds a stack's restore points.
import { chmod, lstat, mkdir, readdir, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { OperatorError } from '../host/errors.ts';
import { idOfLeftover, idTime, nextRestorePointId, ownPrefix, partialName } from './names.ts';

/** Makes a directory and its missing parents, each 0700 whatever the umask; those that exist stay as they are. */
export async function makePrivateDirectory(path: string): Promise<void> {
	const there = await lstat(path).catch(() => undefined);
	if (there) return;
	if (dirname(path) !== path) await makePrivateDirectory(dirname(path));
	try {
		await mkdir(path, { mode: 0o700 });
		await chmod(path, 0o700);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
}

/** Makes the directory a restore point is written in. @returns its id and path */
export async function makePartial(
	backups: string,
	now: Date,
	version: string,
): Promise<{ id: string; partial: string }> {
	for (let attempt = 1; ; attempt++) {
		const id = nextRestorePointId(now, version, await readdir(backups));
		const partial = join(backups, partialName(id));
		try {
			await mkdir(partial, { mode: 0o700 });
			await chmod(partial, 0o700);
			return { id, partial };
		} catch (error) {
			// Another run took the same name between the two calls.
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === 10) throw error;
		}
	}
}

/**
 * The top-level entry of an archived directory that holds the restore points, so that it is left out.
 * @returns undefined when they lie elsewhere, or below an entry that is left out anyway
 * @throws OperatorError when leaving the entry out would leave out data as well
 */
export async function entryOfBackups(
	directory: string,
	except: readonly string[],
	backups: string,
): Promise<string | undefined> {
	const way = relative(await realpath(directory), await realpath(backups));
	if (way === '..' || way.startsWith(`..${sep}`) || way.startsWith('/')) return undefined;
	const [entry, ...rest] = way.split(sep);
	if (entry && (except.includes(entry) || entry.startsWith(ownPrefix))) return undefined;
	if (entry && (await holdsOnly(join(directory, entry), rest))) return entry;
	throw new OperatorError(
		`Expected the restore points outside the data; ${backups} lies inside ${directory}, which is archived.`,
		{ exit: 3, advice: ['Choose another backup directory, best on another disk.'] },
	);
}

async function holdsOnly(directory: string, way: readonly string[]): Promise<boolean> {
	const [next, ...rest] = way;
	const names = await readdir(directory);
	if (next === undefined) return names.every((name) => idTime(name) ?? idOfLeftover(name));
	return names.length === 1 && names[0] === next && holdsOnly(join(directory, next), rest);
}
