// Touches the world: walks a directory.
import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';

/** What a directory holds. */
export type TreeSize = {
	/** Bytes of all files; a hard link counts once. */
	readonly bytes: number;
	/** Entries, the directory itself not counted. */
	readonly entries: number;
};

/**
 * Measures a directory, other file systems inside it not entered. What vanishes meanwhile is not counted.
 * @param except names of top-level entries left out
 * @throws Node's own error when a directory cannot be read
 */
export async function treeSize(directory: string, except: readonly string[] = []): Promise<TreeSize> {
	const { dev } = await lstat(directory);
	const counted = new Set<string>();
	const left = new Set(except);
	const total = { bytes: 0, entries: 0 };
	const open: Buffer[] = [Buffer.from(directory)];
	for (let path = open.pop(); path; path = open.pop()) {
		for (const entry of await entriesOf(path)) {
			if (path.length === Buffer.byteLength(directory) && left.has(entry.name.toString())) continue;
			const child = Buffer.concat([path, Buffer.from('/'), entry.name]);
			const found = await lstat(child).catch(() => undefined);
			if (!found) continue;
			total.entries += 1;
			if (found.isDirectory()) {
				if (found.dev === dev) open.push(child);
				continue;
			}
			if (!found.isFile()) continue;
			const inode = `${found.dev}:${found.ino}`;
			if (found.nlink > 1 && counted.has(inode)) continue;
			if (found.nlink > 1) counted.add(inode);
			total.bytes += found.size;
		}
	}
	return total;
}

async function entriesOf(path: Buffer): Promise<Dirent<Buffer>[]> {
	try {
		return await readdir(path, { withFileTypes: true, encoding: 'buffer' });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
}
