// Touches the world: writes a stream into a file of a restore point, and reads such files back.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, stat } from 'node:fs/promises';
import { type Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';

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
 * Compresses a stream with zstd into a new file, 0600 whatever the umask, flushed to disk.
 * No `nbWorkers`: with them Node 24 writes a file that is cut.
 * @param onRaw sees each piece before compression
 * @throws Node's own error, with `code` ENOSPC on a full disk; the file may then be there in part
 */
export async function storeCompressed(
	source: Readable,
	file: string,
	onRaw: (chunk: Buffer) => void,
	signal?: AbortSignal,
): Promise<StoredFile> {
	const counted = tap(onRaw);
	const hashed = tapHash();
	const zstd = createZstdCompress({
		params: { [constants.ZSTD_c_checksumFlag]: 1, [constants.ZSTD_c_compressionLevel]: 3 },
	});
	const target = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true });
	await pipeline(source, counted.stream, zstd, hashed.stream, target, { signal });
	await chmod(file, 0o600);
	return { bytes: hashed.bytes(), sha256: hashed.digest(), rawBytes: counted.bytes() };
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

/** Hashes a file as it lies there. */
export async function hashFile(
	file: string,
	onBytes: (count: number) => void = () => {},
	signal?: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
	const hashed = tapHash(onBytes);
	await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), hashed.stream, nowhere(), { signal });
	return { bytes: hashed.bytes(), sha256: hashed.digest() };
}

/**
 * Says what differs between what was written and what lies on the disk.
 * @returns undefined when nothing does
 */
export async function storedProblem(
	file: string,
	written: StoredFile,
	signal?: AbortSignal,
): Promise<string | undefined> {
	const { size } = await stat(file);
	if (size !== written.bytes) return `${written.bytes} bytes were written, ${size} lie on the disk`;
	const found = await readBack(file, () => {}, signal);
	if (found.sha256 !== written.sha256) return 'what lies on the disk is not what was written';
	if (found.rawBytes !== written.rawBytes)
		return `${written.rawBytes} bytes went in, ${found.rawBytes} come out again`;
	return undefined;
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

function tapHash(onBytes: (count: number) => void = () => {}) {
	const hash = createHash('sha256');
	const counted = tap((chunk) => {
		hash.update(chunk);
		onBytes(chunk.length);
	});
	return { ...counted, digest: () => hash.digest('hex') };
}

const nowhere = () =>
	new Writable({
		write(_chunk, _encoding, done) {
			done();
		},
	});
