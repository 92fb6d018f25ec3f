// Touches the world: reads two directories.

import type { Stats } from 'node:fs';
import { lstat, open, readdir, readlink } from 'node:fs/promises';
import { ownPrefix } from '../names.ts';

/** A file or link that is not as it was. Names are bytes: not all of them are UTF-8. */
export type FileDifference = {
	readonly is: 'new' | 'changed' | 'removed';
	/** Within the directory. */
	readonly path: Buffer;
};

type Found = { readonly name: Buffer; readonly stats: Stats };

/**
 * Compares the files of two directories: what they hold, and where links lead; owner and mode are not compared. A
 * file of the same size and time is taken for the same. What is held is the names of the directories on the way.
 * @param then what was restored, @param now what is in use
 * @param except names of top-level entries that were left out
 * @throws Node's own error when something cannot be read
 */
export async function* fileDifferences(
	saved: string,
	now: string,
	except: readonly string[],
	signal?: AbortSignal,
): AsyncGenerator<FileDifference> {
	const { dev } = await lstat(now);
	// Below it a directory may vanish while it is read; without this one everything would be called new.
	await lstat(saved);
	yield* between({ saved, now, dev, except, signal }, Buffer.alloc(0));
}

type Trees = {
	readonly saved: string;
	readonly now: string;
	/** Device of the directory in use: other file systems inside it were not archived. */
	readonly dev: number;
	readonly except: readonly string[];
	readonly signal: AbortSignal | undefined;
};

async function* between(trees: Trees, way: Buffer): AsyncGenerator<FileDifference> {
	trees.signal?.throwIfAborted();
	const top = way.length === 0;
	const leftOut = (name: Buffer) =>
		top && (trees.except.includes(name.toString()) || name.toString().startsWith(ownPrefix));
	const read = async (root: string) =>
		(await entries(inside(root, way))).filter(({ name }) => !leftOut(name));
	const before = new Map((await read(trees.saved)).map((found) => [found.name.toString('latin1'), found]));
	const after = (await read(trees.now)).filter(({ stats }) => stats.dev === trees.dev);
	for (const { name, stats } of after) {
		const path = under(way, name);
		const key = name.toString('latin1');
		const old = before.get(key);
		before.delete(key);
		if (stats.isDirectory()) {
			if (old && !old.stats.isDirectory()) yield { is: 'removed', path };
			if (old?.stats.isDirectory()) yield* between(trees, path);
			else yield* alone(trees.now, path, 'new', trees);
		} else if (!old) yield { is: 'new', path };
		else if (old.stats.isDirectory()) {
			yield { is: 'new', path };
			yield* alone(trees.saved, path, 'removed', trees);
		} else if (!(await isSame(trees, path, old.stats, stats).catch(whenVanished(false))))
			yield { is: 'changed', path };
	}
	for (const { name, stats } of before.values()) {
		const path = under(way, name);
		if (stats.isDirectory()) yield* gone(trees, path);
		else yield { is: 'removed', path };
	}
}

/** An empty directory of the archive may stand where another file system is mounted: nothing is gone there. */
const gone = (trees: Trees, path: Buffer) => alone(trees.saved, path, 'removed', trees);

/** All files of a directory that one side alone has. */
async function* alone(
	root: string,
	way: Buffer,
	is: 'new' | 'removed',
	trees: Trees,
): AsyncGenerator<FileDifference> {
	trees.signal?.throwIfAborted();
	for (const { name, stats } of await entries(inside(root, way))) {
		const path = under(way, name);
		if (!stats.isDirectory()) yield { is, path };
		else if (is === 'removed' || stats.dev === trees.dev) yield* alone(root, path, is, trees);
	}
}

/** Sockets are not archived. What vanished meanwhile is not there. */
async function entries(path: Buffer): Promise<readonly Found[]> {
	const found: Found[] = [];
	for (const name of await readdir(path, { encoding: 'buffer' }).catch(whenVanished([]))) {
		const stats = await lstat(Buffer.concat([path, slash, name])).catch(whenVanished(undefined));
		if (stats && !stats.isSocket()) found.push({ name, stats });
	}
	return found;
}

async function isSame(
	{ saved, now, signal }: Trees,
	path: Buffer,
	old: Stats,
	stats: Stats,
): Promise<boolean> {
	if ((old.mode & fileType) !== (stats.mode & fileType)) return false;
	const [before, after] = [inside(saved, path), inside(now, path)];
	if (stats.isSymbolicLink())
		return (await readlink(before, { encoding: 'buffer' })).equals(
			await readlink(after, { encoding: 'buffer' }),
		);
	if (!stats.isFile()) return true;
	if (old.size !== stats.size) return false;
	// To the microsecond: a number of milliseconds holds no nanoseconds.
	if (Math.abs(old.mtimeMs - stats.mtimeMs) < 0.001) return true;
	return sameBytes(before, after, signal);
}

const whenVanished =
	<T>(value: T) =>
	(error: NodeJS.ErrnoException): T => {
		if (error.code === 'ENOENT') return value;
		throw error;
	};

const fileType = 0o170000;
const piece = 256 * 1024;

async function sameBytes(before: Buffer, after: Buffer, signal: AbortSignal | undefined): Promise<boolean> {
	const old = await open(before, 'r');
	try {
		const live = await open(after, 'r');
		try {
			const [left, right] = [Buffer.alloc(piece), Buffer.alloc(piece)];
			for (;;) {
				signal?.throwIfAborted();
				const [one, other] = [await full(old, left), await full(live, right)];
				if (one !== other || !left.subarray(0, one).equals(right.subarray(0, other))) return false;
				if (one < piece) return true;
			}
		} finally {
			await live.close();
		}
	} finally {
		await old.close();
	}
}

/** A read may give less than was asked for before the end. */
async function full(file: Awaited<ReturnType<typeof open>>, buffer: Buffer): Promise<number> {
	let filled = 0;
	while (filled < buffer.length) {
		const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, null);
		if (bytesRead === 0) break;
		filled += bytesRead;
	}
	return filled;
}

const slash = Buffer.from('/');
const inside = (root: string, way: Buffer) =>
	way.length === 0 ? Buffer.from(root) : Buffer.concat([Buffer.from(root), slash, way]);
const under = (way: Buffer, name: Buffer) => (way.length === 0 ? name : Buffer.concat([way, slash, name]));
