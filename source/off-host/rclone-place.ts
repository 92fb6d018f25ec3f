// Touches the world: copies with rclone.
import type { FarPlace, Transfer } from './far-place.ts';
import { readRoom, readSizes, readStats } from './rclone-answers.ts';
import * as rclone from './rclone-arguments.ts';
import { hashThere } from './rsync-place.ts';
import { runTool } from './run-tool.ts';
import { ToolFailure } from './tool-failure.ts';

/** Milliseconds for one small thing at the other end; a transfer is watched by `stall.ts`. */
const shortCommand = 120_000;
/** What rclone ends with when there is no such directory. */
const noDirectory = 3;

/**
 * Whatever rclone reaches with its own configuration. rclone sends a file that broke off from its beginning
 * again; what had arrived whole is not sent again.
 */
export function rclonePlace(target: rclone.RcloneTarget): FarPlace {
	const run = (argv: readonly string[], signal: AbortSignal, input?: string | Buffer) =>
		runTool(argv, { signal, deadline: shortCommand, input, accept: [noDirectory] });
	const must = (argv: readonly string[], signal: AbortSignal, input?: string | Buffer) =>
		runTool(argv, { signal, deadline: shortCommand, input });
	return {
		name: target.name,
		means: 'rclone',
		sizes: async (directory, signal) =>
			readSizes((await run(rclone.rcloneSizes(target, directory), signal)).stdout.toString()),
		async room(signal) {
			try {
				return readRoom((await must(rclone.rcloneRoom(target), signal)).stdout.toString());
			} catch (error) {
				if (error instanceof ToolFailure && !error.stopped) return undefined;
				throw error;
			}
		},
		// rclone makes them with the files.
		makeDirectories: async () => {},
		send: (transfer) => copy(rclone.rcloneSend(target, transfer.here, transfer.there), transfer),
		bring: (transfer) => copy(rclone.rcloneBring(target, transfer.there, transfer.here), transfer),
		sha256: (directory, files, onBytes, signal) =>
			hashThere(rclone.rcloneHashes(target, directory), files, onBytes, signal),
		write: async (file, content, signal) => {
			await must(rclone.rcloneWrite(target, file), signal, content);
		},
		read: async (file, signal) => (await must(rclone.rcloneRead(target, file), signal)).stdout,
		rename: async (from, to, signal) => {
			await must(rclone.rcloneRename(target, from, to), signal);
		},
		async removeFiles(files, signal) {
			for (const file of files)
				await must(rclone.rcloneRemoveFile(target, file), signal).catch((error: unknown) => {
					if (!(error instanceof ToolFailure) || !/doesn't exist|not found/.test(error.stderr)) throw error;
				});
		},
		removeDirectory: async (directory, signal) => {
			await run(rclone.rcloneRemoveDirectory(target, directory), signal);
		},
		close: async () => {},
	};
}

async function copy(argv: readonly string[], { files, signal, onBytes }: Transfer): Promise<void> {
	let told = 0;
	await runTool(argv, {
		signal,
		input: files.map(({ name }) => `${name}\n`).join(''),
		onStderr(line) {
			const bytes = readStats(line);
			if (bytes === undefined || bytes <= told) return;
			onBytes(bytes - told);
			told = bytes;
		},
	});
}
