// Touches the world: restores a SQLite database beside the live one.
import { chmod, chown, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { flushDirectory } from '../../host/atomic-file.ts';
import { OperatorError } from '../../host/errors.ts';
import type { RestorePointContext } from '../context.ts';
import { exists } from '../directory/restore.ts';
import { sqliteFile } from './locate.ts';
import { besideFile, unpackingFile } from './names.ts';
import type { SqlitePart } from './part.ts';
import { withSideFiles } from './side-files.ts';
import { unpackDatabase } from './unpack.ts';

/**
 * Unpacks a database into a new file in the directory of the live one, or in the unpacked directory that it comes
 * back with, and compares it. Until then it has a name of its own, so the file's name means: whole. Done before, it
 * does nothing.
 * @returns the file, and milliseconds it took
 * @throws OperatorError when it is not what was saved, or its owner cannot be given back; the live file is untouched
 */
export async function restoreSqliteBeside(
	context: RestorePointContext,
	path: string,
	part: SqlitePart,
	at: Date,
): Promise<{ took: number; made: readonly string[] }> {
	const began = performance.now();
	const live = await sqliteFile(context, part);
	const beside = besideFile(live, part, at);
	const directory = dirname(beside);
	if (await exists(beside)) return { took: 0, made: [beside] };
	await demandDirectory(directory);
	const unpacking = unpackingFile(beside);
	// Left by a restore that was killed: nothing but a restore ever has this name.
	await rm(unpacking, { force: true });
	try {
		await unpackDatabase(context, path, part, unpacking, 'full');
		await dress(unpacking, part);
		await rename(unpacking, beside);
		await flushDirectory(directory);
	} catch (error) {
		await rm(unpacking, { force: true });
		throw error;
	}
	return { took: Math.round(performance.now() - began), made: [beside] };
}

/** Removes what was unpacked beside; the live file is not touched. @returns what was removed */
export async function removeSqliteBeside(
	context: RestorePointContext,
	part: SqlitePart,
	at: Date,
): Promise<readonly string[]> {
	const live = await sqliteFile(context, part);
	const beside = besideFile(live, part, at);
	if (!(await exists(beside))) return [];
	for (const name of withSideFiles(beside).toReversed()) await rm(name, { force: true });
	return [beside];
}

async function demandDirectory(path: string): Promise<void> {
	const found = await stat(path).catch(() => undefined);
	if (found?.isDirectory()) return;
	throw new OperatorError(`Expected a directory at ${path} to restore the database into, found none.`, {
		exit: 3,
		advice: ['Nothing was changed. Make the directory, with the owner the app needs, and try again.'],
	});
}

async function dress(file: string, { owner, path }: SqlitePart): Promise<void> {
	const now = await stat(file);
	if (now.uid !== owner.uid || now.gid !== owner.gid)
		await chown(file, owner.uid, owner.gid).catch((cause) => {
			throw new OperatorError(
				`${path} belonged to ${owner.uid}:${owner.gid}, and this user cannot give a file to another.`,
				{ exit: 3, advice: ['Nothing was changed. Run Lockkeeper as root.'], cause },
			);
		});
	// After the owner, because a change of owner clears the set-user bits.
	await chmod(file, owner.mode);
}
