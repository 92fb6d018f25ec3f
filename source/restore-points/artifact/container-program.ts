// Touches the world: runs programs in containers whose output becomes an artifact, or that read one.

import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { isAbsolute, posix, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import type { Command } from '../../docker/command.ts';
import { CommandError } from '../../docker/command-error.ts';
import { run, runOnFile, runPiped } from '../../docker/run.ts';
import { standstill } from '../../host/watch-call.ts';
import type { RestorePointContext } from '../context.ts';
import { packing, redirecting, unpacking } from './pack-script.ts';
import { isClosedByReader, storeCompressed } from './store.ts';

/** Milliseconds after which work of any size counts as hung that tells nothing of how far it is. */
export const streamDeadline = 24 * 3_600_000;
/** Milliseconds between two looks at how far a stream has come. */
const pause = 200;

/** Where a program is run: in a service's container, or in a throw-away. */
export type ProgramPlace = {
	/** The call that runs a program there. */
	readonly command: (argv: readonly string[]) => Command;
	/** True when `zstd` and a shell are there: then only compressed bytes cross the engine. */
	readonly packs: boolean;
	/** A directory of this host that is seen there: its files are read and written there, and no byte crosses the engine. */
	readonly sees?: { readonly directory: string; readonly at: string };
	/** Variables of the call itself, e.g. a password that `command` names and does not hold. */
	readonly environment?: Readonly<Record<string, string>>;
};

/** What a call in a place is run with. */
const inPlace = (context: Context, { environment }: Pick<ProgramPlace, 'environment'>) => ({
	signal: context.signal,
	...(environment ? { environment } : {}),
});

/** For a program that goes on with what it has read, and then tells nothing of how far it is. */
const streaming = (context: Context, place: Pick<ProgramPlace, 'environment'>) => ({
	deadline: streamDeadline,
	...inPlace(context, place),
});

/** For a program whose output is seen to grow. */
const growing = (context: Context, place: Pick<ProgramPlace, 'environment'>, sign: () => unknown) => ({
	stall: { after: standstill, sign },
	...inPlace(context, place),
});

type Context = Pick<RestorePointContext, 'engine' | 'signal'>;

/** The call of a script that runs a program, told as the call of that program. */
const wrapped = (place: ProgramPlace, script: readonly string[], argv: readonly string[]): Command => ({
	...place.command(script),
	shown: place.command(argv).argv,
});

/** The path of a file of this host as the place sees it; undefined when it does not. */
function seenThere({ sees }: ProgramPlace, file: string): string | undefined {
	if (sees === undefined) return undefined;
	const within = relative(sees.directory, file);
	return within.startsWith('..') || isAbsolute(within) ? undefined : posix.join(sees.at, within);
}

/** Whether containers of this kind can compress themselves. docker-library's database images can. */
export async function canPack(context: Context, command: ProgramPlace['command']): Promise<boolean> {
	try {
		await run(context.engine, command(['sh', '-c', 'command -v zstd']), {
			deadline: 60_000,
			signal: context.signal,
		});
		return true;
	} catch (error) {
		if (error instanceof CommandError && error.exitCode !== undefined && !context.signal?.aborted)
			return false;
		throw error;
	}
}

/**
 * Writes what a program prints into a new file, compressed; the file is not flushed yet.
 * @param onBytes how many bytes there are so far: of the program where they pass through here, else of the file
 * @returns what it said on stderr
 * @throws CommandError when any part of the pipeline failed; the file may then be there in part
 */
export async function storeOutput(
	context: Context,
	place: ProgramPlace,
	argv: readonly string[],
	file: string,
	onBytes: (total: number, of: 'output' | 'file') => void = () => {},
): Promise<string> {
	const seen = seenThere(place, file);
	if (place.packs && seen !== undefined) {
		await (await open(file, 'wx', 0o600)).close();
		const script = redirecting('>', seen, packing(argv));
		const options = growing(context, place, async () => (await stat(file)).size);
		return (await run(context.engine, wrapped(place, script, argv), options)).stderr;
	}
	if (place.packs) {
		const target = await open(file, 'wx', 0o600);
		const watch = setInterval(async () => {
			onBytes((await target.stat().catch(() => ({ size: 0 }))).size, 'file');
		}, pause);
		try {
			const { stderr } = await runOnFile(context.engine, wrapped(place, packing(argv), argv), {
				...growing(context, place, async () => (await target.stat()).size),
				stdout: target.fd,
			});
			return stderr;
		} finally {
			clearInterval(watch);
			await target.close();
		}
	}
	let total = 0;
	const options = growing(context, place, () => total);
	const call = runPiped(context.engine, place.command(argv), options);
	call.stdin.on('error', () => {});
	call.stdin.end();
	try {
		await storeCompressed(
			call.stdout,
			file,
			(chunk) => {
				total += chunk.length;
				onBytes(total, 'output');
			},
			context.signal,
		);
	} catch (error) {
		call.stop();
		throw error;
	}
	// The stream ends the same way when the program dies: its exit code counts as well.
	return await call.ended;
}

/** How an artifact is read by a program. */
export type Feeding = {
	/** False for a program that rightly ends before the end of its input. */
	readonly readsAll?: boolean;
	/** How many bytes of the file were read so far. */
	readonly onBytes?: (read: number) => void;
};

/**
 * Lets a program read a compressed file. @returns what it printed
 * @throws CommandError when any part of the pipeline failed, Node's own error when the file is no whole frame
 */
export async function feedInput(
	context: Context,
	place: ProgramPlace,
	argv: readonly string[],
	file: string,
	{ readsAll = true, onBytes = () => {} }: Feeding = {},
): Promise<{ stdout: string; stderr: string }> {
	const seen = seenThere(place, file);
	if (place.packs && seen !== undefined) {
		const script = redirecting('<', seen, unpacking(argv, readsAll));
		return run(context.engine, wrapped(place, script, argv), streaming(context, place));
	}
	return place.packs
		? feedPacked(context, place, argv, file, readsAll, onBytes)
		: feedUnpacked(context, place, argv, file, readsAll, onBytes);
}

async function feedPacked(
	context: Context,
	place: ProgramPlace,
	argv: readonly string[],
	file: string,
	readsAll: boolean,
	onBytes: (read: number) => void,
) {
	const source = await open(file, 'r');
	const watch = setInterval(async () => {
		const position = await positionOf(source.fd);
		if (position !== undefined) onBytes(position);
	}, pause);
	try {
		const done = await runOnFile(context.engine, wrapped(place, unpacking(argv, readsAll), argv), {
			...streaming(context, place),
			stdin: source.fd,
		});
		onBytes((await source.stat()).size);
		return done;
	} finally {
		clearInterval(watch);
		await source.close();
	}
}

/** The child reads through the same open file: its place in it is the kernel's to tell. */
async function positionOf(fd: number): Promise<number | undefined> {
	const found = /^pos:\s*(\d+)/m.exec(await readFile(`/proc/self/fdinfo/${fd}`, 'utf8').catch(() => ''));
	return found?.[1] === undefined ? undefined : Number(found[1]);
}

async function feedUnpacked(
	context: Context,
	place: ProgramPlace,
	argv: readonly string[],
	file: string,
	readsAll: boolean,
	onBytes: (read: number) => void,
) {
	const call = runPiped(context.engine, place.command(argv), streaming(context, place));
	const printed = collect(call.stdout);
	const source = createReadStream(file);
	const { size } = await stat(file);
	const written = await pipeline(
		source,
		createZstdDecompress(),
		async function* (chunks: AsyncIterable<Buffer>) {
			for await (const chunk of chunks) {
				onBytes(Math.min(source.bytesRead, size));
				yield chunk;
			}
		},
		call.stdin,
		{ ...(context.signal ? { signal: context.signal } : {}) },
	).catch((error: NodeJS.ErrnoException) => error);
	const closed = written instanceof Error && isClosedByReader(written);
	if (written instanceof Error && !closed) call.stop();
	// The program's own words are the reason; a broken pipe is only what follows from it.
	const stderr = await call.ended;
	if (written instanceof Error && !(closed && !readsAll)) throw written;
	return { stdout: await printed, stderr };
}

async function collect(stream: AsyncIterable<Buffer>): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}
