// Touches the world: lists the directory that a script writes into.
import { lstat, readdir, realpath } from 'node:fs/promises';
import { OperatorError } from '../../host/errors.ts';
import { ownPrefix } from '../names.ts';
import type { Entry } from './written.ts';

/**
 * Everything below a directory but directories themselves; links are not followed, apart from the directory itself.
 * None when it is not there. Restore points and whatever else is Lockkeeper's own are left out.
 * @param backups directory of the restore points
 * @throws OperatorError when it is no directory or may not be read
 */
export async function listEntries(directory: string, backups: string): Promise<readonly Entry[]> {
	const root = await realpath(directory).catch(() => undefined);
	if (root === undefined) return [];
	const ours = await realpath(backups).catch(() => backups);
	const entries: Entry[] = [];
	const open: string[] = [''];
	for (let path = open.pop(); path !== undefined; path = open.pop()) {
		const at = absolute(root, path);
		if (at.equals(Buffer.from(ours))) continue;
		const names = await readdir(at, { encoding: 'buffer' }).catch((error: NodeJS.ErrnoException) => error);
		if (names instanceof Error) {
			if (path === '') throw refuse(directory, names);
			if (names.code !== 'ENOENT') entries.push(...(await look(root, path, 'closed')).entries);
			continue;
		}
		for (const name of names) {
			const text = name.toString('latin1');
			if (text.startsWith(ownPrefix)) continue;
			const found = await look(root, path === '' ? text : `${path}/${text}`);
			entries.push(...found.entries);
			open.push(...found.directories);
		}
	}
	return entries;
}

/** The absolute path of an entry, as bytes. */
export const absolute = (root: string, path: string): Buffer =>
	Buffer.concat([Buffer.from(path === '' ? root : `${root}/`), Buffer.from(path, 'latin1')]);

async function look(
	root: string,
	path: string,
	is?: 'closed',
): Promise<{ readonly entries: readonly Entry[]; readonly directories: readonly string[] }> {
	const found = await lstat(absolute(root, path), { bigint: true }).catch(() => undefined);
	// It was removed in between.
	if (!found) return { entries: [], directories: [] };
	if (found.isDirectory() && is === undefined) return { entries: [], directories: [path] };
	const { dev, ino, size, mtimeNs } = found;
	const kind = is ?? (found.isFile() ? 'file' : 'other');
	return {
		entries: [{ path, is: kind, device: dev, inode: ino, size, changed: mtimeNs }],
		directories: [],
	};
}

const refuse = (directory: string, cause: NodeJS.ErrnoException) =>
	new OperatorError(
		`Expected a directory at ${directory} that the vendor’s script writes into, found ${cause.code === 'ENOTDIR' ? 'something that is no directory' : `one that cannot be read (${cause.code})`}.`,
		{ exit: 3, advice: ['Correct `writes` in the runbook, or the directory’s permissions.'], cause },
	);
