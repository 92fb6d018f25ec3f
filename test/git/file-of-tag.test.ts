import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFileOfTag } from '../../source/git/file-of-tag.ts';

let parent: string;
let origin: string;
let clone: string;
const git = async (cwd: string, ...words: readonly string[]) =>
	(await execa('git', ['-c', 'user.name=lab', '-c', 'user.email=lab@example.org', ...words], { cwd })).stdout;

beforeAll(async () => {
	parent = await mkdtemp(path.join(tmpdir(), 'lockkeeper-tag-'));
	origin = path.join(parent, 'origin');
	clone = path.join(parent, 'clone');
	await mkdir(path.join(origin, 'deploy'), { recursive: true });
	await git(origin, 'init', '--quiet');
	const release = async (version: string, text: string) => {
		await writeFile(path.join(origin, 'deploy/.env.example'), text);
		await git(origin, 'add', '.');
		await git(origin, 'commit', '--quiet', '-m', version);
		await git(origin, 'tag', '-a', version, '-m', version);
	};
	await release('v1.0.0', 'A=1\n');
	await git(parent, 'clone', '--quiet', origin, clone);
	await release('v1.1.0', 'A=1\nB=2\n');
});
afterAll(() => rm(parent, { recursive: true, force: true }));

test('a tag that is here, though the tree has another text', async () => {
	await writeFile(path.join(clone, 'deploy/.env.example'), 'edited\n');
	expect(await readFileOfTag(path.join(clone, 'deploy'), 'v1.0.0', '.env.example')).toBe('A=1');
	await git(clone, 'checkout', '--quiet', '--', '.');
});

test('a tag that only the remote has: neither tag, branch nor file of the clone changes', async () => {
	const state = async () => [
		await git(clone, 'for-each-ref'),
		await git(clone, 'status', '--porcelain'),
		await git(clone, 'rev-parse', '--verify', '--quiet', 'FETCH_HEAD').catch(() => 'none'),
	];
	const before = await state();
	expect(await readFileOfTag(path.join(clone, 'deploy'), 'v1.1.0', '.env.example')).toBe('A=1\nB=2');
	expect(await state()).toEqual(before);
});

test.each([
	['v9.0.0', '.env.example', 'The repository has no tag v9.0.0.'],
	['v1.1.0', 'other', "path 'deploy/other' does not exist"],
])('%s of a repository without it, %s', async (tag, file, problem) => {
	await expect(readFileOfTag(path.join(clone, 'deploy'), tag, file)).rejects.toThrow(problem);
});
