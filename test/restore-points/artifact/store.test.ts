import { randomFillSync } from 'node:crypto';
import { mkdtemp, open, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
	hashFile,
	readBack,
	sealArtifact,
	storeCompressed,
} from '../../../source/restore-points/artifact/store.ts';

let directory: string;
let file: string;
let raw: Buffer;
let stored: Awaited<ReturnType<typeof sealArtifact>>;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'lockkeeper-store-'));
	file = join(directory, 'x.zst');
	raw = Buffer.concat([Buffer.alloc(1_000_000, 'row\n'), randomFillSync(Buffer.alloc(500_000))]);
	await storeCompressed(Readable.from([raw.subarray(0, 70_000), raw.subarray(70_000)]), file, () => {});
	stored = await sealArtifact(directory, { role: 'dump', file: 'x.zst' });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('what was written is what reads back', async () => {
	expect(stored.rawBytes).toBe(raw.length);
	expect(stored.bytes).toBe((await stat(file)).size);
	expect(stored.bytes).toBeLessThan(raw.length);
	const pieces: Buffer[] = [];
	expect(await readBack(file, (chunk) => pieces.push(chunk))).toEqual({
		bytes: stored.bytes,
		sha256: stored.sha256,
		rawBytes: raw.length,
	});
	expect(Buffer.concat(pieces).equals(raw)).toBe(true);
	expect(await hashFile(file)).toEqual({ bytes: stored.bytes, sha256: stored.sha256 });
	expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a file that is there already is never overwritten', async () => {
	await expect(storeCompressed(Readable.from([raw]), file, () => {})).rejects.toMatchObject({
		code: 'EEXIST',
	});
});

test.each<[string, () => Promise<unknown>]>([
	['cut', () => truncate(file, stored.bytes - 10)],
	['lengthened', () => writeFile(file, 'x', { flag: 'a' })],
	[
		'changed in one bit',
		async () => {
			const handle = await open(file, 'r+');
			const byte = Buffer.alloc(1);
			await handle.read(byte, 0, 1, 400_000);
			byte[0] = (byte[0] ?? 0) ^ 4;
			await handle.write(byte, 0, 1, 400_000);
			await handle.close();
		},
	],
])('a file that was %s afterwards is told or does not read back', async (_, damage) => {
	await damage();
	const read = await readBack(file).catch((error: Error) => error.message);
	expect(read).not.toEqual({ bytes: stored.bytes, sha256: stored.sha256, rawBytes: stored.rawBytes });
});

test('a source that breaks off is an error, not a short file', async () => {
	const source = Readable.from(
		(async function* () {
			yield raw;
			throw new Error('connection lost');
		})(),
	);
	await expect(storeCompressed(source, join(directory, 'y.zst'), () => {})).rejects.toThrow(
		'connection lost',
	);
});

test('what a program says before the file is open is stored as well', async () => {
	// As execa does with an output that nobody has asked for by then (`buffer: false`).
	const stdout = Readable.from(['first'.repeat(1000)]);
	setImmediate(() => stdout.readableFlowing ?? stdout.resume());
	const other = join(directory, 'other.zst');
	await storeCompressed(stdout, other, () => {});
	expect((await readBack(other)).rawBytes).toBe(5000);
});
