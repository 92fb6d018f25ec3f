import { mkdtemp, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { diskSpace } from '../../source/host/disk-space.ts';

let directory: string;
beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'lockkeeper-disk-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('a path that is not there yet is answered by its nearest parent', async () => {
	const found = await diskSpace(join(directory, 'not', 'there', 'yet'));
	const { bsize, blocks } = await statfs(directory);
	expect(found).toMatchObject({
		asked: directory,
		device: (await stat(directory)).dev,
		totalBytes: blocks * bsize,
	});
	expect(found.freeBytes).toBeGreaterThan(0);
	expect(found.freeBytes).toBeLessThanOrEqual(found.totalBytes);
});

test('two directories of one file system share a device, another file system has its own', async () => {
	const [here, beside, elsewhere] = await Promise.all([
		diskSpace(directory),
		diskSpace(join(directory, 'x')),
		diskSpace('/proc'),
	]);
	expect(beside.device).toBe(here.device);
	expect(elsewhere.device).not.toBe(here.device);
});
