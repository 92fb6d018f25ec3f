import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { git } from '../git.ts';
import { checkOut } from './checkout.ts';
import { versionOf } from './versions.ts';

let parent: string;
beforeEach(async () => {
	parent = await mkdtemp(path.join(tmpdir(), 'lab-repod-checkout-'));
});
afterEach(async () => rm(parent, { recursive: true, force: true }));

async function checkedOut(name: string, version: string): Promise<string> {
	const directory = path.join(parent, name);
	await git(parent, ['init', '--quiet', directory]);
	await checkOut(directory, versionOf(version));
	return directory;
}

test('the repository has the same hashes each time, and releases after 0.9.1 stand beside each other', async () => {
	const [first, second] = [await checkedOut('first', '0.9.0'), await checkedOut('second', '0.9.1')];
	const tags = await git(first, ['ls-remote', '--tags', 'origin']);
	expect(await git(second, ['ls-remote', '--tags', 'origin'])).toBe(tags);
	expect(tags.match(/refs\/tags\/v[\d.]+$/gm)).toHaveLength(5);
	expect(await git(first, ['tag'])).toBe('v0.9.0');
	expect(await git(second, ['tag'])).toBe('v0.9.0\nv0.9.1');
});

test('a tag has its own migrations, variables and changelog, and ignores what an operator writes', async () => {
	const directory = await checkedOut('stack', '0.9.0');
	const read = async (name: string) => readFile(path.join(directory, name), 'utf8');
	expect(await read('backend.env.example')).not.toContain('GRYPE_DB_CACHE_DIR');
	expect(await readdir(path.join(directory, 'backend/migrations/versions'))).toHaveLength(5);

	await git(directory, ['fetch', '--quiet', '--tags']);
	await git(directory, ['checkout', '--quiet', 'v0.9.2']);
	expect(await read('backend.env.example')).toContain('GRYPE_DB_CACHE_DIR');
	expect(await readdir(path.join(directory, 'backend/migrations/versions'))).toHaveLength(7);
	expect((await read('CHANGELOG.md')).match(/^## .*/gm)).toEqual([
		'## v0.9.2 — 2026-06-15',
		'## v0.9.1 — 2026-06-10',
		'## v0.9.0 — 2026-06-01',
	]);
	expect(await git(directory, ['check-ignore', '.env', 'backend.env', 'repos/auth/repod.db'])).not.toBe('');
});
