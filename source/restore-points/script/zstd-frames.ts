// Touches the world: reads zstd files that somebody else wrote.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';

/**
 * What is inside a zstd file, of all its frames: Node's own decompressor ends with the first one and lets the rest be,
 * so that a file of many, as parallel compressors write, would never be read to its end.
 * @throws Node's own error when a frame is damaged or cut, or something else follows
 */
export async function* zstdFrames(file: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
	const { size } = await stat(file);
	for (let offset = 0; offset < size; ) {
		const frame = createZstdDecompress();
		const source = createReadStream(file, { start: offset });
		// It closes early at the end of a frame; what is wrong with one, the frame itself says.
		pipeline(source, frame, { ...(signal ? { signal } : {}) }).catch(() => {});
		for await (const chunk of frame) yield chunk as Buffer;
		source.destroy();
		if (frame.bytesWritten === 0) throw new Error(`nothing was read from byte ${offset} on`);
		offset += frame.bytesWritten;
	}
}
