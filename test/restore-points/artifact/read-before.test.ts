import { appendFile, chmod, mkdtemp, open, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
	digestReadBefore,
	isTreeReadBefore,
	rememberDigest,
	rememberTree,
} from '../../../source/restore-points/artifact/read-before.ts';
import { hashFile } from '../../../source/restore-points/artifact/store.ts';

let directory: string;
let file: string;

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'lockkeeper-read-before-'));
	file = join(directory, 'a');
	await writeFile(file, 'what was saved');
	await remember();
	// Longer than a tick of the kernel's clock.
	await sleep(30);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function remember(meanwhile: () => Promise<void> = async () => {}) {
	const handle = await open(file, 'r+');
	try {
		return await rememberDigest(handle, async () => {
			await meanwhile();
			return hashFile(file);
		});
	} finally {
		await handle.close();
	}
}

test('a file that nobody changed is known, and still when its directory has another name', async () => {
	expect(await digestReadBefore(file)).toEqual(await hashFile(file));
	const moved = `${directory}-moved`;
	await rename(directory, moved);
	directory = moved;
	expect(await digestReadBefore(join(moved, 'a'))).toEqual(await hashFile(join(moved, 'a')));
});

test.each<[string, () => Promise<void>]>([
	['other bytes of the same length', () => writeFile(file, 'what was saveD', { flag: 'r+' })],
	['bytes at its end', () => appendFile(file, '!')],
	['another file in its place', () => replace()],
	['other rights', () => chmod(file, 0o640)],
])('a file that was changed has to be read: %s', async (_, change) => {
	await change();
	expect(await digestReadBefore(file)).toBeUndefined();
});

test('times set back by hand hide no change', async () => {
	const past = new Date('2026-01-01T00:00:00Z');
	await utimes(file, past, past);
	await remember();
	await sleep(30);
	await writeFile(file, 'what was saveD', { flag: 'r+' });
	await utimes(file, past, past);
	expect(await digestReadBefore(file)).toBeUndefined();
});

test('a file that changes while it is hashed is not remembered', async () => {
	await remember(async () => {
		await sleep(30);
		await appendFile(file, '!');
	});
	expect(await digestReadBefore(file)).toBeUndefined();
});

test.each<[string, () => Promise<void>]>([
	['other bytes of the same length', () => writeFile(file, 'what was saveD', { flag: 'r+' })],
	['another file in its place', () => replace()],
	['a file more', () => writeFile(join(directory, 'more'), '')],
	['a file less', () => rm(file)],
	['another name', () => rename(file, join(directory, 'c'))],
])('a directory is known until anything in it changes: %s', async (_, change) => {
	await rememberTree(directory);
	expect(await isTreeReadBefore(directory)).toBe(true);
	await change();
	expect(await isTreeReadBefore(directory)).toBe(false);
});

async function replace() {
	await writeFile(join(directory, 'new'), 'what was saved');
	await rename(join(directory, 'new'), file);
}
