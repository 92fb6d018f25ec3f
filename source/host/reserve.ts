// Touches the world: keeps room on a disk.
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';

/** Room on a disk that nobody else can take. */
export type Reserve = {
	/** Gives the room up. May be called again. */
	readonly release: () => void;
};

/**
 * Writes a file of so many bytes. They are random: some file systems keep no room for zeros.
 * @throws Node's own error (ENOSPC, …); nothing of it stays
 */
export function makeReserve(file: string, bytes: number): Reserve {
	const release = () => rmSync(file, { force: true });
	const descriptor = openSync(file, 'w', 0o600);
	try {
		const content = randomBytes(bytes);
		for (let done = 0; done < bytes; ) done += writeSync(descriptor, content, done);
		fsyncSync(descriptor);
	} catch (error) {
		release();
		throw error;
	} finally {
		closeSync(descriptor);
	}
	return { release };
}
