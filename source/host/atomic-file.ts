// Touches the world: writes files so that a reader finds the old content or the new one, never a part.
import { randomBytes } from 'node:crypto';
import { type FileHandle, lstat, open, readdir, readlink, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * Replaces a file's content in one step that survives a crash: temporary file beside it, flush,
 * rename, flush of the directory. A link is followed, so that it goes on pointing to its file.
 * The file keeps its owner and permission bits; a new one gets `mode`.
 * @param options.mode permission bits, whatever the umask; given, they also replace those of an existing file
 * @throws Node's own error (ENOSPC, EACCES, EROFS, …); the file is then as before
 */
export async function writeFileAtomically(
	path: string,
	content: string | Uint8Array,
	options: { readonly mode?: number } = {},
): Promise<void> {
	const target = await followLinks(resolve(path));
	const before = await lstat(target).catch(whenMissing(undefined));
	const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.new`);
	const mode = options.mode ?? (before ? before.mode & 0o7777 : 0o600);
	try {
		const file = await open(temporary, 'wx', 0o600);
		try {
			await file.writeFile(content);
			if (before) await keepOwner(file, before);
			// After the owner, because a change of owner clears the set-user bits.
			await file.chmod(mode);
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(temporary, target);
	} catch (error) {
		await rm(temporary, { force: true });
		throw error;
	}
	await flushDirectory(dirname(target));
}

/** Removes what a killed `writeFileAtomically` left beside a file. */
export async function removeUnfinished(path: string): Promise<void> {
	const target = await followLinks(resolve(path));
	const before = `.${basename(target)}.`;
	for (const name of await readdir(dirname(target)))
		if (name.startsWith(before) && /^[0-9a-f]{12}\.new$/.test(name.slice(before.length)))
			await rm(join(dirname(target), name), { force: true });
}

/** Makes the names in a directory survive a loss of power. */
export async function flushDirectory(path: string): Promise<void> {
	const directory = await open(path, 'r');
	try {
		await directory.sync();
	} finally {
		await directory.close();
	}
}

async function followLinks(path: string, left = 40): Promise<string> {
	const found = await lstat(path).catch(whenMissing(undefined));
	if (!found?.isSymbolicLink()) return path;
	if (left === 0)
		throw Object.assign(new Error(`ELOOP: too many symbolic links, open '${path}'`), { code: 'ELOOP' });
	return followLinks(resolve(dirname(path), await readlink(path)), left - 1);
}

async function keepOwner(file: FileHandle, before: { uid: number; gid: number }): Promise<void> {
	const now = await file.stat();
	if (now.uid === before.uid && now.gid === before.gid) return;
	await file.chown(before.uid, before.gid);
}

const whenMissing =
	<T>(value: T) =>
	(error: NodeJS.ErrnoException): T => {
		if (error.code === 'ENOENT') return value;
		throw error;
	};
