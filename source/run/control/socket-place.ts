// Touches the world: reaches a Unix socket whose path may be longer than the kernel takes.
import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';

/** Name of the socket in the stack's state directory. */
export const socketName = 'control';

/** Bytes that every kernel takes: Linux has room for 107, macOS for 103. */
const room = 100;

/**
 * A path to the socket that is short enough: through an open descriptor of its directory where its own is too long.
 * @returns the path, and how to let go of it once the socket is bound or connected
 * @throws Error when the directory cannot be opened
 */
export function socketPlace(stateDirectory: string): { readonly path: string; readonly release: () => void } {
	const path = join(stateDirectory, socketName);
	if (Buffer.byteLength(path) <= room) return { path, release: () => {} };
	const descriptor = openSync(stateDirectory, constants.O_RDONLY | constants.O_DIRECTORY);
	return {
		path: `/proc/self/fd/${descriptor}/${socketName}`,
		release: () => closeSync(descriptor),
	};
}
