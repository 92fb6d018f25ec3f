// Touches the world: copies into a directory of another file system.
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { flushDirectory } from '../host/atomic-file.ts';
import { diskSpace } from '../host/disk-space.ts';
import { OperatorError } from '../host/errors.ts';
import type { FarPlace, Transfer } from './far-place.ts';
import { sha256OfFile } from './hash.ts';
import { orAborted } from './stall.ts';
import type { OffHostTarget } from './target.ts';

type DirectoryTarget = Extract<OffHostTarget, { kind: 'directory' }>;

/** Milliseconds for a look at the directory: a mount whose server is gone would not answer at all. */
const lookTime = 20_000;

/**
 * Opens a directory as a place for copies. It is never made: an empty mount point would take the copies and
 * fill the disk below it.
 * @throws OperatorError when it is not there or does not answer
 */
export async function openDirectory(target: DirectoryTarget): Promise<FarPlace> {
	const found = await orAborted(AbortSignal.timeout(lookTime), stat(target.path)).catch(
		(error: Error) => error,
	);
	if (found instanceof Error) throw notThere(target.path, found);
	if (!found.isDirectory()) throw notThere(target.path, new Error('it is no directory'));
	const at = (path: string) => join(target.path, path);
	return {
		name: target.path,
		means: 'a directory',
		sizes: (directory, signal) => orAborted(signal, sizesBelow(at(directory))),
		room: async (signal) => (await orAborted(signal, diskSpace(target.path))).freeBytes,
		makeDirectories: (directories, signal) =>
			orAborted(signal, makeAll(target.path, directories.flatMap(withParents).map(at))),
		send: (transfer) => copyAll(transfer, transfer.here, at(transfer.there)),
		bring: (transfer) => copyAll(transfer, at(transfer.there), transfer.here),
		async sha256(directory, files, onBytes, signal) {
			const hashes = new Map<string, string>();
			for (const { name } of files) {
				const file = join(at(directory), name);
				const hash = await orAborted(signal, sha256OfFile(file, onBytes, signal)).catch(whenMissing);
				if (hash !== undefined) hashes.set(name, hash);
			}
			return hashes;
		},
		write: (file, content, signal) =>
			orAborted(signal, writeFile(at(file), content, { mode: 0o600, flush: true })),
		read: (file, signal) => readFile(at(file), { signal }),
		rename: (from, to, signal) => orAborted(signal, renameFlushed(at(from), at(to))),
		async removeFiles(files, signal) {
			for (const file of files) await orAborted(signal, rm(at(file), { force: true }));
		},
		removeDirectory: (directory, signal) =>
			orAborted(signal, rm(at(directory), { recursive: true, force: true })),
		close: async () => {},
	};
}

/**
 * Tells whether a directory is as safe as another disk: on the file system of the restore points, or of `/`
 * (a mount that is not mounted), it is not.
 */
export async function sharedDisk(
	path: string,
	restorePoints: string,
): Promise<'the restore points' | 'the system' | undefined> {
	const [there, here, system] = await Promise.all([path, restorePoints, '/'].map(diskSpace));
	if (there?.device === here?.device) return 'the restore points';
	return there?.device === system?.device ? 'the system' : undefined;
}

const notThere = (path: string, error: NodeJS.ErrnoException) =>
	new OperatorError(
		`${path} cannot be used for copies: ${error.code ?? (error.name === 'TimeoutError' ? 'it does not answer' : error.message)}.`,
		{
			exit: 3,
			advice: [
				'See that it is mounted. Lockkeeper does not make this directory: on an empty mount point the copies would fill the disk of this host.',
			],
			cause: error,
		},
	);

/** `a/b` → `a`, `a/b`: each is made private, not the last one alone. */
const withParents = (path: string) =>
	path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));

async function makeAll(target: string, directories: readonly string[]): Promise<void> {
	for (const directory of new Set(directories)) {
		const made = await mkdir(directory, { mode: 0o700 }).then(
			() => true,
			(error: NodeJS.ErrnoException) => {
				if (error.code === 'EEXIST') return false;
				throw error;
			},
		);
		if (made) await whereModesAre(chmod(directory, 0o700));
		if (made) await flushNames(dirname(directory));
	}
	await flushNames(target);
}

async function copyAll(transfer: Transfer, from: string, to: string): Promise<void> {
	for (const file of transfer.files) {
		const target = join(to, file.name);
		await orAborted(transfer.signal, copyFrom(file.from, join(from, file.name), target, transfer));
		await orAborted(transfer.signal, whereModesAre(chmod(target, 0o600)));
		await orAborted(transfer.signal, flushNames(dirname(target)));
	}
}

async function copyFrom(
	start: number,
	source: string,
	target: string,
	{ onBytes, signal }: Transfer,
): Promise<void> {
	const counted = new Transform({
		transform(chunk: Buffer, _encoding, done) {
			onBytes(chunk.length);
			done(null, chunk);
		},
	});
	await pipeline(
		createReadStream(source, { start, highWaterMark: 256 * 1024 }),
		counted,
		createWriteStream(target, { flags: start > 0 ? 'r+' : 'w', start, mode: 0o600, flush: true }),
		{ signal },
	);
}

async function sizesBelow(directory: string, below = ''): Promise<Map<string, number>> {
	const sizes = new Map<string, number>();
	const entries = await readdir(join(directory, below), { withFileTypes: true }).catch(whenMissing);
	for (const entry of entries ?? []) {
		const path = below === '' ? entry.name : `${below}/${entry.name}`;
		if (entry.isDirectory())
			for (const [name, bytes] of await sizesBelow(directory, path)) sizes.set(name, bytes);
		else if (entry.isFile()) sizes.set(path, (await lstat(join(directory, path))).size);
	}
	return sizes;
}

async function renameFlushed(from: string, to: string): Promise<void> {
	await rename(from, to);
	await flushNames(dirname(to));
}

/** Some network file systems have no way to flush a directory. */
const flushNames = (directory: string) =>
	flushDirectory(directory).catch((error: NodeJS.ErrnoException) => {
		if (!['EINVAL', 'ENOTSUP', 'EBADF', 'EACCES'].includes(error.code ?? '')) throw error;
	});

/** FAT, exFAT and most CIFS mounts have no modes: there the mount's own options decide who may read. */
const whereModesAre = (work: Promise<void>) =>
	work.catch((error: NodeJS.ErrnoException) => {
		if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL'].includes(error.code ?? '')) throw error;
	});

const whenMissing = (error: NodeJS.ErrnoException): undefined => {
	if (error.code === 'ENOENT') return undefined;
	throw error;
};
