import { mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { intoNewFile } from '../../source/host/into-new-file.ts';

let directory: string;
let path: string;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'lockkeeper-file-'));
	path = join(directory, 'file');
});
afterEach(() => rm(directory, { recursive: true }));

const open = async () => {
	const links = await Promise.all(
		(await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
	);
	return links.filter((link) => link === path);
};

test('a file is written for its owner alone, and closed', async () => {
	await intoNewFile(path, (stream) => pipeline(Readable.from(['one', 'two']), stream));
	expect(await open()).toEqual([]);
	expect(await readFile(path, 'utf8')).toBe('onetwo');
	expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('what fails midway leaves nothing open', async () => {
	const source = async function* () {
		yield 'one';
		await expect.poll(open).toEqual([path]);
		throw new Error('the source is gone');
	};
	for (let round = 0; round < 20; round++) {
		await expect(intoNewFile(path, (stream) => pipeline(source, stream))).rejects.toThrow(
			'the source is gone',
		);
		expect(await open()).toEqual([]);
		await rm(path);
	}
});

test('writing begins at once, before the file is open: what a program says until then is thrown away by Node', async () => {
	let begun = false;
	const writing = intoNewFile(path, (stream) => {
		begun = true;
		return pipeline(Readable.from(['one']), stream);
	});
	expect(begun).toBe(true);
	await writing;
	expect(await readFile(path, 'utf8')).toBe('one');
});

test('a file that is there is left as it is', async () => {
	await intoNewFile(path, (stream) => pipeline(Readable.from(['one']), stream));
	await expect(intoNewFile(path, (stream) => pipeline(Readable.from(['two']), stream))).rejects.toThrow(
		'EEXIST',
	);
	expect(await readFile(path, 'utf8')).toBe('one');
});
