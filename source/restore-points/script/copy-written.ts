// Touches the world: copies what a script wrote into a restore point.
import { createHash } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { OperatorError } from '../../host/errors.ts';
import { flushArtifact } from '../artifact/store.ts';
import type { TakeContext } from '../data-kind.ts';
import { meter } from '../progress.ts';
import { absolute } from './list-entries.ts';
import type { WrittenArtifact } from './part.ts';
import { readThrough } from './read-through.ts';
import { type Entry, identity, readable } from './written.ts';

/**
 * Copies a file as it lies there, 0600, and reads the copy to its end.
 * @param root real path of the directory that the entry lies in
 * @param file name of the copy within the restore point
 * @throws OperatorError when it cannot be read, is still being written, or is not whole
 */
export async function copyWritten(
	context: Pick<TakeContext, 'directory' | 'signal' | 'onProgress'>,
	root: string,
	entry: Entry,
	file: string,
): Promise<WrittenArtifact> {
	const path = readable(entry);
	const source = await openAsListed(root, entry);
	try {
		const sha256 = await pour(context, source, entry, file);
		if (!(await isAsListed(source, entry))) throw changes(path);
		const copy = await flushArtifact(context.directory, { role: 'copy', file }, context.signal);
		if (copy.sha256 !== sha256) throw new Error(`${file}: what lies on the disk is not what was written`);
		return { ...copy, path, ...(await readThrough(join(context.directory, file), path, context.signal)) };
	} finally {
		await source.close();
	}
}

/** Neither a link nor a pipe that took the file's place meanwhile is opened. */
async function openAsListed(root: string, entry: Entry): Promise<FileHandle> {
	const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
	const source = await open(absolute(root, entry.path), flags).catch((cause: NodeJS.ErrnoException) => {
		if (cause.code === 'ENOENT' || cause.code === 'ELOOP') throw changes(readable(entry));
		throw new OperatorError(
			`${JSON.stringify(readable(entry))}, written by the vendor’s script, cannot be read (${cause.code}).`,
			{
				exit: 3,
				advice: ['Run Lockkeeper as root, or as the user that the script’s files belong to.'],
				cause,
			},
		);
	});
	if (await isAsListed(source, entry)) return source;
	await source.close();
	throw changes(readable(entry));
}

async function isAsListed(source: FileHandle, entry: Entry): Promise<boolean> {
	const found = await source.stat({ bigint: true });
	const { dev, ino, size, mtimeNs } = found;
	const is = found.isFile() ? 'file' : 'other';
	return identity({ is, device: dev, inode: ino, size, changed: mtimeNs }) === identity(entry);
}

const changes = (path: string) =>
	new OperatorError(
		`${JSON.stringify(path)}, written by the vendor’s script, changed after the script had ended: something still writes it.`,
		{
			exit: 3,
			advice: [
				'See that the script waits for all that it starts, and that no other backup runs; then try again.',
			],
		},
	);

/** @returns sha256 of what was read */
async function pour(
	{ directory, signal, onProgress }: Pick<TakeContext, 'directory' | 'signal' | 'onProgress'>,
	source: FileHandle,
	entry: Entry,
	file: string,
): Promise<string> {
	const progress = meter(onProgress, { label: `copy of ${file}`, unit: 'bytes', total: Number(entry.size) });
	const hash = createHash('sha256');
	await pipeline(
		source.createReadStream({ autoClose: false }),
		async function* (chunks: AsyncIterable<Buffer>) {
			for await (const chunk of chunks) {
				hash.update(chunk);
				progress.add(chunk.length);
				yield chunk;
			}
		},
		createWriteStream(join(directory, file), { flags: 'wx', mode: 0o600 }),
		{ ...(signal ? { signal } : {}) },
	);
	progress.end();
	return hash.digest('hex');
}
