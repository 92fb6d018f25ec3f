// Touches the world: copies with SFTP to a host that has no rsync, or no shell at all.
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FarPlace } from './far-place.ts';
import { sha256Of } from './hash.ts';
import { hashThere } from './rsync-place.ts';
import {
	isDirectory,
	isFile,
	makeDirectory,
	removeDirectory,
	removeFile,
	sftpStatus,
} from './sftp-packets.ts';
import { SftpFailure, SftpSession } from './sftp-session.ts';
import { hashFiles, type SshTarget, sshSftp } from './ssh-arguments.ts';

/**
 * A directory of another host, by SFTP. Lockkeeper speaks it itself through `ssh`, and not with the `sftp`
 * program: that one can neither read a file back without writing it to a disk here, nor tell how far it is.
 * @param sha256sum true when the host can hash; else every byte is read back
 */
export function sftpPlace(target: SshTarget, sha256sum: boolean): FarPlace {
	const at = (path: string) => `${target.path}/${path}`;
	let open: Promise<SftpSession> | undefined;
	const session = (signal: AbortSignal) => {
		open ??= SftpSession.open(sshSftp(target), signal);
		return open;
	};
	return {
		name: target.name,
		means: sha256sum ? 'SFTP, sha256sum there' : 'SFTP, read back',
		sizes: async (directory, signal) => sizesBelow(await session(signal), at(directory)),
		room: async (signal) => (await session(signal)).room(target.path),
		async makeDirectories(directories, signal) {
			for (const directory of new Set(directories.flatMap(withParents)))
				await makeIfMissing(await session(signal), at(directory));
		},
		async send({ here, there, files, onBytes, signal }) {
			for (const { name, from } of files)
				await (await session(signal)).send(join(here, name), at(`${there}/${name}`), from, onBytes);
		},
		async bring({ here, there, files, onBytes, signal }) {
			for (const { name, from } of files)
				await pipeline(
					Readable.from((await session(signal)).read(at(`${there}/${name}`), from)),
					async function* (chunks: AsyncIterable<Buffer>) {
						for await (const chunk of chunks) {
							onBytes(chunk.length);
							yield chunk;
						}
					},
					createWriteStream(join(here, name), {
						flags: from > 0 ? 'r+' : 'w',
						start: from,
						mode: 0o600,
						flush: true,
					}),
					{ signal },
				);
		},
		async sha256(directory, files, onBytes, signal) {
			if (sha256sum) return hashThere(hashFiles(target, directory), files, onBytes, signal);
			return readBack(await session(signal), at(directory), files, onBytes);
		},
		write: async (file, content, signal) => (await session(signal)).write(at(file), content),
		async read(file, signal) {
			const chunks: Buffer[] = [];
			for await (const chunk of (await session(signal)).read(at(file))) chunks.push(chunk);
			return Buffer.concat(chunks);
		},
		rename: async (from, to, signal) => (await session(signal)).rename(at(from), at(to)),
		async removeFiles(files, signal) {
			for (const file of files) await removeIfThere(await session(signal), at(file));
		},
		removeDirectory: async (directory, signal) => removeTree(await session(signal), at(directory)),
		async close() {
			const opened = await open?.catch(() => undefined);
			open = undefined;
			await opened?.close();
		},
	};
}

async function sizesBelow(session: SftpSession, directory: string, below = ''): Promise<Map<string, number>> {
	const sizes = new Map<string, number>();
	for (const entry of await session.entries(below === '' ? directory : `${directory}/${below}`)) {
		const path = below === '' ? entry.name : `${below}/${entry.name}`;
		if (isDirectory(entry))
			for (const [name, bytes] of await sizesBelow(session, directory, path)) sizes.set(name, bytes);
		else if (isFile(entry)) sizes.set(path, entry.bytes ?? 0);
	}
	return sizes;
}

async function readBack(
	session: SftpSession,
	directory: string,
	files: readonly { readonly name: string }[],
	onBytes: (count: number) => void,
): Promise<ReadonlyMap<string, string>> {
	const hashes = new Map<string, string>();
	for (const { name } of files) {
		if (!(await session.look(`${directory}/${name}`))) continue;
		const chunks = session.read(`${directory}/${name}`);
		hashes.set(name, await sha256Of(chunks, (chunk) => onBytes(chunk.length)));
	}
	return hashes;
}

/** `a/b` → `a`, `a/b`. */
const withParents = (path: string) =>
	path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));

async function makeIfMissing(session: SftpSession, directory: string): Promise<void> {
	if (await session.look(directory)) return;
	await session.ask(directory, makeDirectory(directory, 0o700));
}

async function removeTree(session: SftpSession, directory: string): Promise<void> {
	for (const entry of await session.entries(directory)) {
		const path = `${directory}/${entry.name}`;
		if (isDirectory(entry)) await removeTree(session, path);
		else await removeIfThere(session, path);
	}
	if (await session.look(directory)) await session.ask(directory, removeDirectory(directory));
}

const removeIfThere = (session: SftpSession, file: string) =>
	session.ask(file, removeFile(file)).catch((error: unknown) => {
		if (!(error instanceof SftpFailure) || error.status !== sftpStatus.noSuchFile) throw error;
	});
