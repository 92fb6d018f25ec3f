import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { git } from '../git.ts';
import { makeOrigin, migrationsDirectory } from './repository.ts';

const tags = ['v1.0.0-rc.1', 'v1.0.1', 'v1.0.2', 'v1.1.0', 'v1.1.1', 'v1.1.2'];

async function temporaryDirectory(): Promise<string> {
	const directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-sovecom-repository-'));
	onTestFinished(() => rm(directory, { recursive: true }));
	return directory;
}

async function newestTag(origin: string, tag: string): Promise<string | undefined> {
	const journal = await git(origin, ['show', `${tag}:${migrationsDirectory}/meta/_journal.json`]);
	return (JSON.parse(journal) as { entries: Array<{ tag: string }> }).entries.at(-1)?.tag;
}

test('two runs make the same commits and the same tags', async () => {
	const directory = await temporaryDirectory();
	const references = await Promise.all(
		['one', 'two'].map(async (name) => {
			const origin = path.join(directory, name);
			await makeOrigin(origin);
			return git(origin, ['show-ref']);
		}),
	);
	expect(references[0]).toBe(references[1]);
	expect(references[0]?.match(/v1\..*$/gm)).toEqual(tags);
});

test('each tag brings its migrations and its changelog, and none of 1.0.2', async () => {
	const origin = path.join(await temporaryDirectory(), 'origin');
	await makeOrigin(origin);
	expect(await Promise.all(tags.map((tag) => newestTag(origin, tag)))).toEqual([
		'0033_customer_locale',
		'0034_storefront_home_sections',
		'0035_staff_accounts_disabled_at',
		'0036_drop_order_notes',
		'0036_unique_customer_email',
		'0035_staff_accounts_disabled_at',
	]);
	const changelog = await git(origin, ['show', 'v1.1.0:CHANGELOG.md']);
	expect(changelog.match(/^## \[[^\]]+\]/gm)).toEqual([
		'## [Unreleased]',
		'## [1.1.0]',
		'## [1.0.1]',
		'## [1.0.0-rc.1]',
	]);
	for (const tag of ['v1.1.0', 'v1.1.1', 'v1.1.2']) {
		expect(await git(origin, ['describe', '--tags', `${tag}^`])).toBe('v1.0.2');
	}
});
