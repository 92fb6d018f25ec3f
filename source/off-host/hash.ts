// Touches the world: reads files and streams to their end.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/**
 * sha256 of what comes.
 * @param onChunk sees each piece; the next one waits for it
 */
export async function sha256Of(
	chunks: AsyncIterable<Buffer>,
	onChunk: (chunk: Buffer) => void | Promise<void> = () => {},
): Promise<string> {
	const hash = createHash('sha256');
	for await (const chunk of chunks) {
		hash.update(chunk);
		await onChunk(chunk);
	}
	return hash.digest('hex');
}

/** sha256 of a file on this host, or on a mount. @throws Node's own error when it cannot be read */
export async function sha256OfFile(
	file: string,
	onBytes: (count: number) => void = () => {},
	signal?: AbortSignal,
): Promise<string> {
	const stream = createReadStream(file, { highWaterMark: 256 * 1024, ...(signal ? { signal } : {}) });
	return sha256Of(stream, (chunk) => onBytes(chunk.length));
}
