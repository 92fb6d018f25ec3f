// Touches the world: the directory that a proof unpacks into, among the restore points.
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isFullDisk } from './full-disk.ts';
import { idOfProof, proofDirectoryName } from './names.ts';
import { notStarted } from './throw-away-server.ts';

/**
 * Does it with an empty directory, 0700, that is gone afterwards. It lies beside the restore point, on the disk that
 * has room for it, and has a name by which what a killed proof left is found.
 * @param path the restore point's
 * @throws NotStarted when there is no room for it: nothing of the restore point was found wrong
 */
export async function inProofDirectory<T>(path: string, work: (directory: string) => Promise<T>): Promise<T> {
	const directory = join(dirname(path), proofDirectoryName(basename(path)));
	try {
		await rm(directory, { recursive: true, force: true });
		await mkdir(directory, { mode: 0o700 });
	} catch (error) {
		throw notStarted(`${directory} cannot be made (${(error as NodeJS.ErrnoException).code})`, error);
	}
	try {
		return await work(directory);
	} catch (error) {
		throw isFullDisk(error) ? notStarted(`the disk that holds ${directory} is full`, error) : error;
	} finally {
		await rm(directory, { recursive: true, force: true });
	}
}

/**
 * Removes what proofs that were killed left among a stack's restore points. Who takes or proves has the stack's
 * lock, so no living proof has any of it.
 */
export async function removeLeftoverDirectories(backups: string): Promise<void> {
	for (const name of (await readdir(backups)).filter(idOfProof))
		await rm(join(backups, name), { recursive: true, force: true });
}
