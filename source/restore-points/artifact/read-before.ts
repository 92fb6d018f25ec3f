// Touches the world: remembers which files this process has read, as long as nothing changes them.
import { createHash } from 'node:crypto';
import { type FileHandle, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes and sha256 of a file, as `hashFile` returns them. */
type Digest = { readonly bytes: number; readonly sha256: string };

const known = new Map<string, Digest>();
const knownTrees = new Set<string>();

/**
 * What a file is, and when anything of it was last changed: writing, cutting and replacing it all show, for the
 * change time is the kernel's own. (Up to the 4 ms between two ticks of its clock.)
 */
async function identity(file: string | FileHandle): Promise<string> {
	const { dev, ino, size, mtimeNs, ctimeNs } = await (typeof file === 'string'
		? lstat(file, { bigint: true })
		: file.stat({ bigint: true }));
	return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

/** Hashes an open file with `hash` and remembers the digest, unless the file changed meanwhile. */
export async function rememberDigest(file: FileHandle, hash: () => Promise<Digest>): Promise<Digest> {
	const before = await identity(file);
	const digest = await hash();
	if ((await identity(file)) === before) known.set(before, digest);
	return digest;
}

/** The digest of a file that this process hashed and nobody changed since; undefined when it has to be read. */
export async function digestReadBefore(file: string): Promise<Digest | undefined> {
	return known.get(await identity(file));
}

/** Remembers that all files of a directory were verified, as they are now. */
export async function rememberTree(directory: string): Promise<void> {
	knownTrees.add(await treeIdentity(directory));
}

/** Whether this process verified all files of a directory, and nobody changed, added or removed one since. */
export async function isTreeReadBefore(directory: string): Promise<boolean> {
	return knownTrees.has(await treeIdentity(directory));
}

async function treeIdentity(directory: string): Promise<string> {
	const hash = createHash('sha256');
	for (const name of (await readdir(directory, { recursive: true })).sort())
		hash.update(`${name}\0${await identity(join(directory, name))}\n`);
	return hash.digest('hex');
}
