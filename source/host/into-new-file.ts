// Touches the world: writes streams into new files of the operator's alone.
import { createWriteStream, type WriteStream } from 'node:fs';

/**
 * Makes a file (0600) and has it written. When this returns or throws, nothing of this process holds the file open:
 * what is removed then gives its room back, and its file system can be taken away. (A pipeline that fails is not yet
 * closed when it says so.) `write` is called at once, before the file is open: Node throws away what a program has
 * said that ends while nobody reads it, and the stream keeps it instead.
 * @throws what `write` throws, Node's own error when there is such a file
 */
export async function intoNewFile<T>(path: string, write: (stream: WriteStream) => Promise<T>): Promise<T> {
	const stream = createWriteStream(path, { flags: 'wx', mode: 0o600 });
	const closed = new Promise<void>((resolve) => {
		stream.once('close', resolve);
	});
	// Whoever writes is told of it; afterwards there is nobody.
	stream.on('error', () => {});
	try {
		return await write(stream);
	} catch (error) {
		stream.destroy();
		throw error;
	} finally {
		await closed;
	}
}
