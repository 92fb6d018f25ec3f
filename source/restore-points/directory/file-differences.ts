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

/**
 * Compares the files of two directories: what they hold, and where links lead; owner and mode are not compared. A
 * file of the same size and time is taken for the same. What is held is the names of the directories on the way.
 * @param saved what was restored, @param now what is in use
 * @param except paths within them that were left out
 * @param options.onEntry called for each entry of what is in use
 * @throws Node's own error when something cannot be read
 */
export async function* fileDifferences(
	saved: string,
	now: string,
	except: readonly string[],
	{
		signal,
		onEntry = () => {},
	}: { readonly signal?: AbortSignal | undefined; readonly onEntry?: () => void } = {},
): AsyncGenerator<FileDifference> {
	const { dev } = await lstat(now);
	// Below it a directory may vanish while it is read; without this one everything would be called new.
	await lstat(saved);
	yield* between({ saved, now, dev, except, signal, onEntry }, Buffer.alloc(0));
}

type Trees = {
	readonly saved: string;
	readonly now: string;
	/** Device of the directory in use: other file systems inside it were not archived. */
	readonly dev: number;
	readonly except: readonly string[];
	readonly signal: AbortSignal | undefined;
	readonly onEntry: () => void;
};

async function* between(trees: Trees, way: Buffer): AsyncGenerator<FileDifference> {
	const leftOut = (name: Buffer) =>
		trees.except.includes(under(way, name).toString()) ||
		(way.length === 0 && name.toString().startsWith(ownPrefix));
	// One character a byte, so that any name finds itself.
	const before = new Set((await namesIn(trees.saved, way)).map((name) => name.toString('latin1')));
	for (const name of await namesIn(trees.now, way)) {
		if (leftOut(name)) continue;
		trees.signal?.throwIfAborted();
		trees.onEntry();
		const path = under(way, name);
		const stats = await statsOf(trees.now, path);
		if (!stats || stats.dev !== trees.dev) continue;
		const old = before.delete(name.toString('latin1')) ? await statsOf(trees.saved, path) : undefined;
		if (stats.isDirectory()) {
			if (old?.isDirectory()) yield* between(trees, path);
			else {
				if (old) yield { is: 'removed', path };
				yield* alone(trees, path, 'new');
			}
		} else if (!old) yield { is: 'new', path };
		else if (old.isDirectory()) {
			yield { is: 'new', path };
			yield* alone(trees, path, 'removed');
		} else if (!(await isSame(trees, path, old, stats).catch(whenVanished(false))))
			yield { is: 'changed', path };
	}
	for (const text of before) {
		const name = Buffer.from(text, 'latin1');
		if (leftOut(name)) continue;
		const path = under(way, name);
		const old = await statsOf(trees.saved, path);
		// Empty where another file system is mounted in what is in use: then nothing is gone.
		if (old?.isDirectory()) yield* alone(trees, path, 'removed');
		else if (old) yield { is: 'removed', path };
	}
}

/** All files of a directory that one side alone has. */
async function* alone(trees: Trees, way: Buffer, is: 'new' | 'removed'): AsyncGenerator<FileDifference> {
	const root = is === 'new' ? trees.now : trees.saved;
	for (const name of await namesIn(root, way)) {
		trees.signal?.throwIfAborted();
		trees.onEntry();
		const path = under(way, name);
		const stats = await statsOf(root, path);
		if (!stats || (is === 'new' && stats.dev !== trees.dev)) continue;
		if (stats.isDirectory()) yield* alone(trees, path, is);
		else yield { is, path };
	}
}

/** What vanished meanwhile is not there. */
const namesIn = (root: string, way: Buffer): Promise<Buffer[]> =>
	readdir(inside(root, way), { encoding: 'buffer' }).catch(whenVanished([]));

/** Sockets are not archived. */
async function statsOf(root: string, path: Buffer): Promise<Stats | undefined> {
	const stats = await lstat(inside(root, path)).catch(whenVanished(undefined));
	return stats?.isSocket() ? undefined : stats;
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
