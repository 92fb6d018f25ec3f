import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withImagesOfTag } from '../../source/survey/database-facts.ts';
import type { DatabaseFact } from '../../source/survey/facts.ts';
import type { Stack } from '../../source/survey/identify.ts';
import { databaseVersionFixture } from './facts-fixture.ts';

let directory: string;
const git = (...words: readonly string[]) =>
	execa('git', ['-c', 'user.name=lab', '-c', 'user.email=lab@example.org', ...words], { cwd: directory });

/** The checkout has the first of them. */
const images = {
	'v1.0.0': 'pgvector/pgvector:pg18',
	'v1.1.0': 'postgres:19-trixie',
	'v1.2.0': `"postgres:\${LK_NOBODY_SAYS:-20}"`,
	'v1.3.0': 'postgres:$LK_SAID',
	'v1.4.0': `\${LK_IMAGE-team/postgres:16}`,
	'v1.5.0': '[broken',
};

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'lockkeeper-tag-databases-'));
	await git('init', '--quiet');
	for (const [tag, image] of Object.entries(images)) {
		await writeFile(join(directory, 'compose.yml'), `services:\n  db:\n    image: ${image}\n`);
		await git('add', '.');
		await git('commit', '--quiet', '-m', tag);
		await git('tag', tag);
	}
	await git('checkout', '--quiet', 'v1.0.0');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const ask = (tag: string, overrides: Partial<DatabaseFact> = {}) =>
	withImagesOfTag(
		{
			directory,
			composeFile: join(directory, 'compose.yml'),
			envVariables: { LK_SAID: '17' },
		} as unknown as Stack,
		[databaseVersionFixture(overrides)],
		tag,
	);

test.each([
	['v1.0.0', 'pgvector/pgvector:pg18', '18'],
	['v1.1.0', 'postgres:19-trixie', '19'],
	['v1.2.0', 'postgres:20', '20'],
	['v1.3.0', 'postgres:17', '17'],
	['v1.4.0', 'team/postgres:16', '16'],
])('the Compose file of %s names %s', async (tag, image, major) => {
	const [fact] = await ask(tag);
	expect(fact?.ofTarget).toEqual({ image, tag, release: { product: 'PostgreSQL', major } });
});

test('of the image that stays, what is known of it already', async () => {
	const release = { product: 'PostgreSQL', major: '17' } as const;
	expect((await ask('v1.0.0', { release }))[0]?.ofTarget?.release).toEqual(release);
});

test('a tag without the service tells nothing; one that is not there, or broken, is refused', async () => {
	expect((await ask('v1.1.0', { service: 'other' }))[0]).not.toHaveProperty('ofTarget');
	await expect(ask('v9.0.0')).rejects.toThrow(/no tag v9\.0\.0/);
	await expect(ask('v1.5.0')).rejects.toThrow(/compose\.yml of v1\.5\.0 is not valid YAML/);
});
