import { link, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileDifferences } from '../../../source/restore-points/directory/file-differences.ts';

let root: string;
const saved = (...names: string[]) => join(root, 'saved', ...names);
const now = (...names: string[]) => join(root, 'now', ...names);
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'lockkeeper-differences-'));
	await mkdir(saved());
	await mkdir(now());
});
afterEach(() => rm(root, { recursive: true, force: true }));

const at = new Date('2026-06-15T02:00:00Z');
async function file(path: string, content: string, time = at) {
	await writeFile(path, content);
	await utimes(path, time, time);
}
async function differences(except: readonly string[] = []) {
	const found: string[] = [];
	for await (const { is, path } of fileDifferences(saved(), now(), except)) found.push(`${is} ${path}`);
	return found.sort();
}

test('the same files are no difference, also when one was only touched', async () => {
	for (const path of [saved('a'), now('a'), saved('touched')]) await file(path, 'same');
	await file(now('touched'), 'same', new Date());
	expect(await differences()).toEqual([]);
});

test('another size, and another content of the same size', async () => {
	await file(saved('longer'), 'one');
	await file(now('longer'), 'three');
	await file(saved('same size'), 'one');
	await file(now('same size'), 'two', new Date());
	expect(await differences()).toEqual(['changed longer', 'changed same size']);
});

test('files of whole directories that one side alone has', async () => {
	await mkdir(now('new', 'deep'), { recursive: true });
	await mkdir(saved('gone'));
	await file(now('new', 'deep', 'one'), '1');
	await file(now('new', 'two\nlines'), '2');
	await file(saved('gone', 'three'), '3');
	expect(await differences()).toEqual(['new new/deep/one', 'new new/two\nlines', 'removed gone/three']);
});

test('a file where a directory was, and the other way round', async () => {
	await mkdir(saved('a'));
	await file(saved('a', 'inside'), '1');
	await file(now('a'), '2');
	await file(saved('b'), '3');
	await mkdir(now('b'));
	await file(now('b', 'inside'), '4');
	expect(await differences()).toEqual(['new a', 'new b/inside', 'removed a/inside', 'removed b']);
});

test('links by where they lead, and hard links as the files they are', async () => {
	await symlink('one', saved('link'));
	await symlink('two', now('link'));
	await symlink('nowhere', saved('same'));
	await symlink('nowhere', now('same'));
	await file(now('file'), '1');
	await link(now('file'), now('hard'));
	expect(await differences()).toEqual(['changed link', 'new file', 'new hard']);
});

test('what was left out of the archive, and what is Lockkeeper’s own, is not looked at', async () => {
	for (const name of ['postgresql', '.lockkeeper-restored-x', '.lockkeeper']) {
		await mkdir(now(name));
		await file(now(name, 'one'), '1');
	}
	await mkdir(now('deeper', '.lockkeeper'), { recursive: true });
	await file(now('deeper', '.lockkeeper', 'theirs'), '1');
	expect(await differences(['postgresql'])).toEqual(['new deeper/.lockkeeper/theirs']);
});

test('without what was restored there is nothing to compare with: not all of it is new', async () => {
	await file(now('one'), '1');
	await rm(saved(), { recursive: true });
	await expect(differences()).rejects.toThrow('ENOENT');
});
