// Touches the world: copies with rsync to a host that has a shell, rsync and sha256sum.
import type { FarPlace, Transfer } from './far-place.ts';
import { runTool } from './run-tool.ts';
import { readFreeSpace, readHashLine, readListing, readRsyncProgress } from './ssh-answers.ts';
import * as ssh from './ssh-arguments.ts';

/** Milliseconds for a short command at the other end; a long one is watched by `stall.ts`. */
const shortCommand = 120_000;

/** A directory of another host, by rsync and by commands there. */
export function rsyncPlace(target: ssh.SshTarget): FarPlace {
	const run = (argv: readonly string[], signal: AbortSignal, input?: string | Buffer) =>
		runTool(argv, { signal, deadline: shortCommand, input });
	return {
		name: target.name,
		means: 'rsync over SSH',
		sizes: async (directory, signal) =>
			readListing((await run(ssh.listFiles(target, directory), signal)).stdout.toString()),
		room: async (signal) => readFreeSpace((await run(ssh.freeSpace(target), signal)).stdout.toString()),
		makeDirectories: async (directories, signal) => {
			await run(ssh.makeDirectories(target, directories), signal);
		},
		send: (transfer) => rsync(ssh.rsyncSend(target, transfer.here, transfer.there), transfer),
		bring: (transfer) => rsync(ssh.rsyncBring(target, transfer.there, transfer.here), transfer),
		sha256: (directory, files, onBytes, signal) =>
			hashThere(ssh.hashFiles(target, directory), files, onBytes, signal),
		write: async (file, content, signal) => {
			await run(ssh.writeFile(target, file), signal, content);
		},
		read: async (file, signal) => (await run(ssh.readFile(target, file), signal)).stdout,
		rename: async (from, to, signal) => {
			await run(ssh.renameFile(target, from, to), signal);
		},
		removeFiles: async (files, signal) => {
			await run(ssh.removeFiles(target, files), signal);
		},
		removeDirectory: async (directory, signal) => {
			await run(ssh.removeDirectory(target, directory), signal);
		},
		close: async () => {},
	};
}

/** Hashes by a command at the other end: the bytes need not come back. */
export async function hashThere(
	argv: readonly string[],
	files: readonly { readonly name: string; readonly bytes: number }[],
	onBytes: (count: number) => void,
	signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
	const sizes = new Map(files.map(({ name, bytes }) => [name, bytes]));
	const hashes = new Map<string, string>();
	await runTool(argv, {
		signal,
		input: files.map(({ name }) => `${name}\n`).join(''),
		onStdout(line) {
			const found = readHashLine(line);
			if (!found || !sizes.has(found.name)) return;
			hashes.set(found.name, found.sha256);
			onBytes(sizes.get(found.name) ?? 0);
		},
	});
	return hashes;
}

async function rsync(argv: readonly string[], { files, signal, onBytes }: Transfer): Promise<void> {
	let told = 0;
	await runTool(argv, {
		signal,
		input: files.map(({ name }) => `${name}\0`).join(''),
		onStdout(line) {
			const bytes = readRsyncProgress(line);
			if (bytes === undefined || bytes <= told) return;
			onBytes(bytes - told);
			told = bytes;
		},
	});
}
