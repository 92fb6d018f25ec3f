import {
	chmod,
	lstat,
	mkdir,
	mkdtemp,
	readdir,
	readFile,
	rm,
	stat,
	symlink,
	writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeUnfinished, writeFileAtomically } from '../../source/host/atomic-file.ts';

let directory: string;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'lockkeeper-atomic-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const modeOf = async (path: string) => (await stat(path)).mode & 0o7777;

test.each([0o644, 0o600, 0o640, 0o444])('a file keeps its mode %o', async (mode) => {
	const file = join(directory, '.env');
	await writeFile(file, 'old');
	await chmod(file, mode);
	await writeFileAtomically(file, 'new');
	expect(await readFile(file, 'utf8')).toBe('new');
	expect(await modeOf(file)).toBe(mode);
	expect(await readdir(directory)).toEqual(['.env']);
});

test('a new file is private unless told otherwise', async () => {
	await writeFileAtomically(join(directory, 'a'), 'x');
	await writeFileAtomically(join(directory, 'b'), 'x', { mode: 0o644 });
	expect(await modeOf(join(directory, 'a'))).toBe(0o600);
	expect(await modeOf(join(directory, 'b'))).toBe(0o644);
});

test('a link stays a link and its file gets the content', async () => {
	await mkdir(join(directory, 'elsewhere'));
	await writeFile(join(directory, 'elsewhere', 'env'), 'old');
	await symlink('elsewhere/env', join(directory, 'middle'));
	await symlink('middle', join(directory, '.env'));
	await writeFileAtomically(join(directory, '.env'), 'new');
	expect((await lstat(join(directory, '.env'))).isSymbolicLink()).toBe(true);
	expect(await readFile(join(directory, 'elsewhere', 'env'), 'utf8')).toBe('new');
	expect(await readdir(join(directory, 'elsewhere'))).toEqual(['env']);
});

test('a link to itself ends with ELOOP', async () => {
	await symlink('loop', join(directory, 'loop'));
	await expect(writeFileAtomically(join(directory, 'loop'), 'x')).rejects.toMatchObject({ code: 'ELOOP' });
});

test('when writing fails the old content stays and nothing is left beside it', async () => {
	await mkdir(join(directory, 'a-directory'));
	await expect(writeFileAtomically(join(directory, 'a-directory'), 'x')).rejects.toThrow();
	expect(await readdir(directory)).toEqual(['a-directory']);
});

test('what a killed one left beside is removed, and nothing else', async () => {
	const left = '..env.0123456789ab.new';
	for (const name of ['.env', left, '.env.new', '.env.local', '.env.0123456789ab.new', '..env.0123.new'])
		await writeFile(join(directory, name), 'x');
	await removeUnfinished(join(directory, '.env'));
	expect(await readdir(directory)).toHaveLength(5);
	expect(await readdir(directory)).not.toContain(left);
});
