// Touches the world: opens what may have been put there by somebody else.
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/**
 * Opens a file to read it: neither a link, which may lead anywhere, nor a pipe, which may never answer.
 * @throws Error that says what is there instead; Node's own error when it cannot be opened
 */
export async function openPlainFile(path: string): Promise<FileHandle> {
	const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
	const file = await open(path, flags).catch((error: NodeJS.ErrnoException) => {
		throw error.code === 'ELOOP' ? new Error('it is a link, and is not followed') : error;
	});
	if ((await file.stat()).isFile()) return file;
	await file.close();
	throw new Error('it is no file');
}
