// Touches the world: reads files that somebody else wrote to their end, each in its own format.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { OperatorError } from '../../host/errors.ts';
import { startTar } from '../../host/tar.ts';
import { type Content, contentOf, isTar, looked, type Packing, packingNamed, packingOf } from './formats.ts';
import { zstdFrames } from './zstd-frames.ts';

/** What a file turned out to be; a key is absent when nothing is known. */
export type Known = { readonly packing?: Packing; readonly content?: Content };

/**
 * Reads a file to its end: unpacked when it is packed, listed when a tar archive is inside; a dump must have its last
 * line. Memory stays flat whatever its size.
 * @param name what the script called it, for what it promises and for people
 * @throws OperatorError when it is cut, damaged, empty, or not what its name promises
 */
export async function readThrough(file: string, name: string, signal?: AbortSignal): Promise<Known> {
	const packing = packingOf(await firstBytes(file));
	const promised = packingNamed(name);
	if (promised !== undefined && packing !== promised)
		throw damaged(name, `a ${promised} file, as its name says`, 'something else');
	const whole = packing === undefined ? 'a whole file' : `a whole ${packing} file`;
	const inside = await readInside(file, name, packing, signal).catch((error: Error) => {
		signal?.throwIfAborted();
		// What is wrong with tar itself comes with advice.
		if (error instanceof OperatorError && error.advice.length > 0) throw error;
		throw damaged(name, whole, `one that cannot be read to its end: ${error.message}`, error);
	});
	if (inside.bytes === 0)
		throw damaged(name, 'something in it', packing ? 'nothing inside' : 'an empty file');
	const found = contentOf(inside.start, inside.end);
	if (found?.problem !== undefined) throw damaged(name, `a whole ${found.content}`, found.problem);
	return {
		...(packing === undefined ? {} : { packing }),
		...(found === undefined ? {} : { content: found.content }),
	};
}

const damaged = (name: string, expected: string, found: string, cause?: unknown) =>
	new OperatorError(
		`${JSON.stringify(name)}, written by the vendor’s script: expected ${expected}, found ${found}.`,
		{
			exit: 3,
			advice: [
				'Do not rely on this file. See that the script ends with an error when any part of a pipe fails (in bash: set -o pipefail), and that its disk has room; then try again.',
			],
			cause,
		},
	);

async function firstBytes(file: string): Promise<Buffer> {
	const handle = await open(file, 'r');
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
		return buffer.subarray(0, bytesRead);
	} finally {
		await handle.close();
	}
}

type Inside = { readonly start: Buffer; readonly end: Buffer; readonly bytes: number };

async function readInside(
	file: string,
	name: string,
	packing: Packing | undefined,
	signal: AbortSignal | undefined,
): Promise<Inside> {
	let start = Buffer.alloc(0);
	let end = Buffer.alloc(0);
	let bytes = 0;
	let list = undefined as TarList | undefined;
	const read = async (chunks: AsyncIterable<Buffer>) => {
		for await (const chunk of chunks) {
			bytes += chunk.length;
			const begun = start.length >= tarHeader;
			if (start.length < looked)
				start = Buffer.concat([start, chunk.subarray(0, looked)]).subarray(0, looked);
			end = Buffer.concat([end, chunk.subarray(-looked)]).subarray(-looked);
			if (list) await list.add(chunk);
			else if (!begun && start.length >= tarHeader && isTar(start)) {
				list = listTar(name, signal);
				await list.add(start.subarray(0, Math.min(start.length, bytes - chunk.length)));
				await list.add(chunk);
			}
		}
	};
	const options = { ...(signal ? { signal } : {}) };
	try {
		if (packing === 'zstd') await pipeline(zstdFrames(file, signal), read, options);
		else if (packing === 'gzip') await pipeline(createReadStream(file), createGunzip(), read, options);
		else await pipeline(createReadStream(file), read, options);
	} finally {
		list?.end();
	}
	await list?.ended;
	return { start, end, bytes };
}

const tarHeader = 512;

type TarList = {
	readonly add: (chunk: Buffer) => Promise<void>;
	readonly end: () => void;
	/** @throws OperatorError when tar calls it damaged */
	readonly ended: Promise<unknown>;
};

/** Feeds an archive to the host's tar, which lists it. */
function listTar(name: string, signal: AbortSignal | undefined): TarList {
	const tar = startTar(['--list', '--file=-'], { doing: `Reading ${JSON.stringify(name)}`, signal });
	tar.stdout.resume();
	// It ends before its input does when it is damaged, and when only padding follows: its exit code tells which.
	let open = true;
	const closed = new Promise<void>((resolve) => {
		tar.stdin.on('error', () => {});
		tar.stdin.on('close', () => {
			open = false;
			resolve();
		});
	});
	return {
		async add(chunk) {
			if (open && !tar.stdin.write(chunk))
				await Promise.race([once(tar.stdin, 'drain').catch(() => {}), closed]);
		},
		end: () => tar.stdin.end(),
		ended: tar.ended,
	};
}
