import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callWithJson, endOfStep, eventsOf } from '../e2e/lockkeeper.ts';
import { docker, tryDocker } from '../lab/docker.ts';
import { git } from '../lab/git.ts';
import {
	containers,
	describeTag,
	journalHead,
	schemaRevision,
	tableChecksums,
} from '../lab/sovecom/facts.ts';
import { bringUpSovecom, type SovecomStack, takeDownSovecom } from '../lab/sovecom/stack.ts';

// SovEcom's stand-in, built from its checkout, upgraded and taken back by its built-in runbook.

const project = 'system-sovecom';
const built = ['admin', 'api', 'migrate', 'setup', 'storefront'];
let directory: string;
let stack: SovecomStack;
const upgrade = (version: string) =>
	callWithJson(['upgrade', '--stack', directory, '--to', version, '--yes']);
const check = async () => {
	const { events } = await callWithJson(['check', '--stack', directory, '--to', '1.0.2']);
	return (id: string) => eventsOf(events, 'finding').find(({ finding }) => finding.check === id)?.finding;
};
/** Of the images that run, and of those that Compose would start. */
const images = async () => {
	const running = await docker([
		'inspect',
		'--format',
		'{{.Image}}',
		...built.map((name) => `${project}-${name}-1`),
	]);
	const named = await docker([
		'image',
		'inspect',
		'--format',
		'{{.Id}}',
		...built.map((name) => `${project}-${name}`),
	]);
	return { running: running.trim().split('\n'), named: named.trim().split('\n') };
};
const state = async () => ({
	tag: await describeTag(stack),
	changed: await git(directory, ['status', '--porcelain']),
	env: await readFile(path.join(directory, '.env'), 'utf8'),
	revision: await schemaRevision(stack),
	tables: await tableChecksums(stack),
	images: await images(),
});
async function goBack(): Promise<void> {
	const words = ['rollback', '--stack', directory, '--yes', '--allow-irreversible'];
	const { result } = await callWithJson(words);
	expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'old version' });
}

beforeAll(async () => {
	directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-sovecom-'));
	stack = await bringUpSovecom({
		...{ version: '1.0.1', directory, rows: 1000, uploadsMegabytes: 1 },
		...{ project, port: 19_991 },
	});
	await writeFile(path.join(directory, 'lockkeeper.yaml'), 'offHost: none\n');
	await appendFile(path.join(directory, '.git/info/exclude'), '/lockkeeper.yaml\n/.lockkeeper/\n');
});
afterAll(async () => {
	if (stack) await takeDownSovecom(directory);
	await rm(directory, { recursive: true, force: true });
	const all = await docker(['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}']);
	const own = all
		.split('\n')
		.filter((name) => name.replace('lockkeeper-kept/', '').startsWith(`${project}-`));
	if (own.length > 0) await tryDocker(['image', 'rm', ...own]);
});

test('the checklist tells the version by git, and finds what was changed in the tree', async () => {
	const clean = await check();
	expect(clean('version-known')).toMatchObject({
		outcome: 'pass',
		evidence: expect.stringContaining('SovEcom 1.0.1: admin 1.0.1, api 1.0.1, migrate 1.0.1'),
	});
	expect(clean('version-pinned')).toMatchObject({
		outcome: 'pass',
		evidence: 'v1.0.1 is checked out (no branch, as after git checkout of a tag), no file of it changed',
	});
	expect(clean('services-up')?.evidence).toContain('migrate ended as meant, code 0');
	expect(clean('target-exists')?.outcome).toBe('pass');
	expect(clean('new-variables')).toMatchObject({
		outcome: 'pass',
		evidence: '.env has all 8 variables of .env.production.example of v1.0.2',
	});
	await appendFile(path.join(directory, 'docker/Caddyfile'), '# by hand\n');
	const dirty = await check();
	expect(dirty('version-pinned')).toMatchObject({
		outcome: 'fail',
		evidence: 'v1.0.1, and 1 file of it changed: docker/Caddyfile',
	});
	await git(directory, ['checkout', '--quiet', '--', 'docker/Caddyfile']);
	expect(await git(directory, ['tag'])).not.toContain('v1.0.2');
});

test('a good hop: all five images are built beside the tree, the tag is checked out, the schema is the journal’s', async () => {
	const before = await state();
	const { result, events } = await upgrade('1.0.2');
	expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	expect(endOfStep(events, 'build').detail).toMatch(
		/^5 images built in .*: admin, api, migrate, setup and storefront; /,
	);
	expect(endOfStep(events, 'wait').detail).toContain(
		'container ended well, log complete, commands as expected',
	);
	const after = await state();
	expect(after).toMatchObject({ tag: 'v1.0.2', changed: '', env: before.env });
	expect(await journalHead(stack)).toMatchObject({
		when: after.revision,
		tag: expect.stringContaining('0035_'),
	});
	expect(after.images.running).toEqual(after.images.named);
	for (const [index, id] of after.images.running.entries())
		expect(id, built[index]).not.toBe(before.images.running[index]);
	expect(await git(directory, ['worktree', 'list', '--porcelain'])).not.toContain('/lockkeeper/');
	const notes = eventsOf(events, 'finding').find(({ finding }) => finding.check === 'release-notes');
	expect(notes?.finding.outcome).toBe('warn');
});

test('a hop that drops a column, and the way back to the old tag, the old images and equal rows', async () => {
	const before = await state();
	const { result } = await upgrade('1.1.0');
	expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	expect(await describeTag(stack)).toBe('v1.1.0');
	await goBack();
	expect(await state()).toEqual(before);
});

test('a migration that fails without a word is recognised, with the reason of the database’s log', async () => {
	const before = await state();
	const { result } = await upgrade('1.1.1');
	expect(result.exit).toBe(3);
	expect(result.text.join('\n')).toMatch(
		/migrate: the container ended with exit code 1: the database says ERROR: could not create unique index .* DETAIL: Key .* is duplicated/,
	);
	await goBack();
	expect(await state()).toEqual(before);
});

test('a version that never becomes healthy', async () => {
	const before = await state();
	const { result } = await upgrade('1.1.2');
	expect(result.exit).toBe(3);
	expect(result.text.join('\n')).toMatch(
		/node in api does not say “200 .*”, but “503 .*"meilisearch":"down"/,
	);
	await goBack();
	expect(await state()).toEqual(before);
	expect((await containers(project)).api).toMatchObject({ health: 'healthy' });
});
