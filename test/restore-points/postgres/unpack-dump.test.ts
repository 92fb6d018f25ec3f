import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultEngine } from '../../../source/docker/engine.ts';
import { roomForProof, unpackDump } from '../../../source/restore-points/postgres/unpack-dump.ts';

const mebibyte = 1024 ** 2;
const host = (available: number | undefined, jobs = 2, engineIsHere = true) => ({
	...{ available: available === undefined ? undefined : available * mebibyte, engineIsHere, jobs },
});

// 1000 MiB of tables need 2256 MiB for their data and 1000 for the dump, and twice as much has to be free.
test.each<[string, ReturnType<typeof host>, boolean, number | undefined, number | undefined]>([
	['room for both', host(6600), false, 2256, 1000],
	['room for the data', host(6400), false, 2256, undefined],
	['room for neither', host(4400), false, undefined, undefined],
	['every index takes more', host(6600), true, 3256, undefined],
	['one processor: nobody to share with', host(60_000, 1), false, 2256, undefined],
	['an engine elsewhere', host(60_000, 2, false), false, undefined, undefined],
	['a host that does not tell', host(undefined), false, undefined, undefined],
])('%s', (_, there, indexes, data, dump) => {
	const inMebibytes = (bytes: number | undefined) => (bytes === undefined ? undefined : bytes / mebibyte);
	const room = roomForProof(1000 * mebibyte, indexes, there);
	expect([inMebibytes(room.data), inMebibytes(room.dump)]).toEqual([data, dump]);
});

test('what is small is loaded faster than it is unpacked', () => {
	expect(roomForProof(60 * mebibyte, false, host(60_000)).dump).toBeUndefined();
});

const here = spawnSync('zstd', ['--version']).status === 0;
describe.skipIf(!here)('unpacking (skipped without zstd)', () => {
	let directory: string;
	beforeEach(async () => {
		directory = await mkdtemp(join(tmpdir(), 'lockkeeper-unpack-'));
	});
	afterEach(() => rm(directory, { recursive: true, force: true }));

	// In place of a container: this host, where `env` runs what it is given.
	const engine = { ...defaultEngine, executable: 'env' };
	const context = {
		...{ engine, project: { directory: '/', envFiles: [] }, run: 'test', onProgress: () => {} },
	};
	const place = { command: (argv: readonly string[]) => ({ argv: ['env', ...argv] }), packs: true };
	const unpack = async (packed: Buffer, target: string) => {
		const file = join(directory, 'a.dump.zst');
		await writeFile(file, packed);
		return unpackDump(context, place, file, join(directory, target));
	};
	const packed = (text: string) => spawnSync('zstd', ['-qc'], { input: text }).stdout;

	test('a dump that fits lies there whole', async () => {
		expect(await unpack(packed('rows'), 'dump')).toBe(true);
		expect(await readFile(join(directory, 'dump'), 'utf8')).toBe('rows');
	});
	test('one that cannot be written is not used', async () => {
		expect(await unpack(packed('rows'), 'not-there/dump')).toBe(false);
	});
	test('one that is cut leaves nothing behind', async () => {
		const whole = packed('row\n'.repeat(100_000));
		expect(await unpack(whole.subarray(0, whole.length - 5), 'dump')).toBe(false);
		expect(existsSync(join(directory, 'dump'))).toBe(false);
	});
});
