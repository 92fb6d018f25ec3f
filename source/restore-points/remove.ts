// Touches the world: removes a restore point, by name.
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { flushDirectory } from '../host/atomic-file.ts';
import { OperatorError } from '../host/errors.ts';
import { idOfLeftover, idOfRemoving, idTime, removingName } from './names.ts';

/**
 * Removes a restore point, or what is left of one, with its physical copies. It is renamed first: killed in the
 * middle, what is left carries a name that nobody takes for a restore point.
 * @throws OperatorError when something of it cannot be removed, or the path is none of a restore point
 */
export async function removeRestorePoint(path: string): Promise<void> {
	const name = basename(path);
	if (!(idTime(name) ?? idOfLeftover(name)))
		throw new Error(`Expected the directory of a restore point, got ${path}`);
	const doomed = idOfRemoving(name) ? path : join(dirname(path), removingName(idOfLeftover(name) ?? name));
	try {
		if (doomed !== path) {
			// Left of an earlier removal of the same name; a rename onto it would fail.
			await rm(doomed, { recursive: true, force: true });
			await rename(path, doomed);
			await flushDirectory(dirname(path));
		}
		await rm(doomed, { recursive: true, force: true });
		await flushDirectory(dirname(path));
	} catch (error) {
		const { code, path: at } = error as NodeJS.ErrnoException;
		throw new OperatorError(`${at ?? path} cannot be removed (${code ?? (error as Error).message}).`, {
			exit: 3,
			advice: [
				...(code === 'EACCES' || code === 'EPERM'
					? ['Run this as root: a physical copy belongs to root.']
					: ['Look at the disk, then run this again.']),
				'Every other restore point is untouched.',
			],
			cause: error,
		});
	}
}
