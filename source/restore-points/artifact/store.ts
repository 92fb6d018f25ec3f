// Touches the world: writes a stream into a file of a restore point, and reads such files back.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { intoNewFile } from '../../host/into-new-file.ts';
import type { Artifact } from './artifact.ts';
import { rememberDigest } from './read-before.ts';

/** A compressed file as it was written or read back. */
export type StoredFile = {
	/** Bytes of the file. */
	readonly bytes: number;
	/** Of the file. */
	readonly sha256: string;
	/** Bytes before compression. */
	readonly rawBytes: number;
};

/**
 * Compresses a stream with zstd into a new file; `sealArtifact` flushes it.
 * No `nbWorkers`: with them Node 24 writes a file that is cut.
 * @param onRaw sees each piece before compression
 * @throws Node's own error, with `code` ENOSPC on a full disk; the file may then be there in part
 */
export async function storeCompressed(
	source: Readable,
	file: string,
	onRaw: (chunk: Buffer) => void,
	signal?: AbortSignal,
): Promise<void> {
	const zstd = createZstdCompress({
		params: { [constants.ZSTD_c_checksumFlag]: 1, [constants.ZSTD_c_compressionLevel]: 1 },
	});
	await intoNewFile(file, (target) => pipeline(source, tap(onRaw).stream, zstd, target, { signal }));
}

/**
 * Reads a file to its end, hashed and decompressed.
 * @param onRaw sees each piece after decompression
 * @throws Node's own error when it cannot be read or is not a whole zstd frame
 */
export async function readBack(
	file: string,
	onRaw: (chunk: Buffer) => void = () => {},
	signal?: AbortSignal,
): Promise<StoredFile> {
	const hashed = tapHash();
	const counted = tap(onRaw);
	await pipeline(createReadStream(file), hashed.stream, createZstdDecompress(), counted.stream, nowhere(), {
		signal,
	});
	return { bytes: hashed.bytes(), sha256: hashed.digest(), rawBytes: counted.bytes() };
}

/**
 * True when the program at the other end of a pipe closed it: it failed, or it had all it wanted and was
 * quicker to end than the pipe. Which of the two, only its exit code tells.
 */
export function isClosedByReader(error: NodeJS.ErrnoException): boolean {
	return error.code === 'EPIPE' || error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'ECONNRESET';
}

/** Bytes of a file that are in memory at a time while it is hashed. */
const hashBuffer = 1024 * 1024;

/** Hashes a file as it lies there, through one buffer: memory stays flat whatever its size. */
export async function hashFile(
	file: string,
	onBytes: (count: number) => void = () => {},
	signal?: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
	const hash = createHash('sha256');
	const buffer = Buffer.allocUnsafe(hashBuffer);
	const source = await open(file, 'r');
	let bytes = 0;
	try {
		for (;;) {
			signal?.throwIfAborted();
			const { bytesRead } = await source.read(buffer, 0, hashBuffer, null);
			if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
			hash.update(buffer.subarray(0, bytesRead));
			bytes += bytesRead;
			onBytes(bytesRead);
		}
	} finally {
		await source.close();
	}
}

/**
 * Makes a file that was written into a restore point private and safe from a loss of power, and hashes it as it
 * lies there. Whether what is in it is whole is the caller's to find out.
 */
export async function flushArtifact(
	directory: string,
	{ role, file }: Pick<Artifact, 'role' | 'file'>,
	signal?: AbortSignal,
): Promise<Artifact> {
	const path = join(directory, file);
	const handle = await open(path, 'r+');
	try {
		await handle.chmod(0o600);
		await handle.sync();
		return { role, file, ...(await rememberDigest(handle, () => hashFile(path, () => {}, signal))) };
	} finally {
		await handle.close();
	}
}

/**
 * The same for a file that only its own frame can tell to be whole: it is decompressed to its end.
 * @throws Node's own error when it is not a whole zstd frame
 */
export async function sealArtifact(
	directory: string,
	what: Pick<Artifact, 'role' | 'file'>,
	signal?: AbortSignal,
	onRaw: (chunk: Buffer) => void = () => {},
): Promise<Artifact & { readonly rawBytes: number }> {
	const { role, file } = await flushArtifact(directory, what, signal);
	return { role, file, ...(await readBack(join(directory, file), onRaw, signal)) };
}

function tap(onChunk: (chunk: Buffer) => void) {
	let total = 0;
	const stream = new Transform({
		transform(chunk: Buffer, _encoding, done) {
			total += chunk.length;
			onChunk(chunk);
			done(null, chunk);
		},
	});
	return { stream, bytes: () => total };
}

function tapHash() {
	const hash = createHash('sha256');
	const counted = tap((chunk) => hash.update(chunk));
	return { ...counted, digest: () => hash.digest('hex') };
}

const nowhere = () =>
	new Writable({
		write(_chunk, _encoding, done) {
			done();
		},
	});
