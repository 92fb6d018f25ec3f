// Touches the world: reads the end of a file.
import { openPlainFile } from '../../host/plain-file.ts';

/** The end of a log. */
export type LogTail = {
	/** Whole lines; secrets and all. */
	readonly text: string;
	/** Bytes of the file, and of its end that was read. */
	readonly bytes: number;
	readonly read: number;
};

/**
 * Reads the last lines of a file, as far as they have come when this is called.
 * @param most bytes @throws Error that says why the file is not read
 */
export async function readTail(file: string, most: number): Promise<LogTail> {
	const handle = await openPlainFile(file);
	try {
		const { size } = await handle.stat();
		const length = Math.min(size, most);
		const buffer = Buffer.alloc(length);
		let read = 0;
		while (read < length) {
			const { bytesRead } = await handle.read(buffer, read, length - read, size - length + read);
			if (bytesRead === 0) break;
			read += bytesRead;
		}
		const text = buffer.subarray(0, read).toString('utf8');
		// Half a line may be half a secret, which nobody would recognise.
		const whole = length < size ? text.slice(text.indexOf('\n') + 1 || text.length) : text;
		return { text: whole, bytes: size, read: Buffer.byteLength(whole) };
	} finally {
		await handle.close();
	}
}
