// Touches the world: writes streams into new files of the operator's alone.
import type { WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * Makes a file (0600) and has it written. When this returns or throws, nothing of this process holds the file open:
 * what is removed then gives its room back, and its file system can be taken away. (A pipeline that fails is not yet
 * closed when it says so.)
 * @throws what `write` throws, Node's own error when there is such a file
 */
export async function intoNewFile<T>(path: string, write: (stream: WriteStream) => Promise<T>): Promise<T> {
	const file = await open(path, 'wx', 0o600);
	try {
		return await write(file.createWriteStream());
	} finally {
		await file.close();
	}
}
