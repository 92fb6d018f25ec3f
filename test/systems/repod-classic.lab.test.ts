import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fault, faultVariable } from '../../source/run/fault-seam.ts';
import { callWithJson, endOfStep, eventsOf } from '../e2e/lockkeeper.ts';
import { docker, tryDocker } from '../lab/docker.ts';
import { git } from '../lab/git.ts';
import { fileChecksums, schemaRevision, tableChecksums } from '../lab/repod/facts.ts';
import { bringUpRepod, type RepodStack, takeDownRepod } from '../lab/repod/stack.ts';

// Repod's stand-in in its classic shape, built from its checkout, upgraded and taken back by its built-in runbook.

const project = 'system-repod-classic';
let directory: string;
let stack: RepodStack;
const file = (name: string) => readFile(path.join(directory, name), 'utf8');
const upgrade = (version: string) =>
	callWithJson(['upgrade', '--stack', directory, '--to', version, '--yes']);
/** Of the images that run, and of those that Compose would start. */
const images = async () => {
	const running = await docker([
		...['inspect', '--format', '{{.Image}}'],
		...['backend-api', 'frontend-ui'].map((name) => `${project}-${name}`),
	]);
	const named = await docker([
		...['image', 'inspect', '--format', '{{.Id}}'],
		...['backend', 'frontend'].map((name) => `${project}-${name}`),
	]);
	return { running: running.trim().split('\n'), named: named.trim().split('\n') };
};
const state = async () => ({
	tag: (await git(directory, ['describe', '--tags', '--exact-match'])).trim(),
	changed: await git(directory, ['status', '--porcelain']),
	env: [await file('.env'), await file('backend.env')],
	revision: await schemaRevision(stack),
	tables: await tableChecksums(stack),
	files: inUse(await fileChecksums(stack)),
	images: await images(),
});
/** Without what a way back has kept beside. */
const inUse = (files: Readonly<Record<string, string>>) =>
	Object.fromEntries(Object.entries(files).filter(([name]) => !name.startsWith('.lockkeeper-before-')));
async function goBack(): Promise<void> {
	const words = ['rollback', '--stack', directory, '--yes', '--allow-irreversible'];
	const { result } = await callWithJson(words);
	expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'old version' });
}

beforeAll(async () => {
	directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-repod-classic-'));
	stack = await bringUpRepod({
		...{ version: '0.9.0', directory, rows: 1000, poolMegabytes: 1 },
		...{ project, port: 19_700 },
	});
	await writeFile(path.join(directory, 'lockkeeper.yaml'), 'offHost: none\n');
	await appendFile(path.join(directory, '.git/info/exclude'), '/lockkeeper.yaml\n/.lockkeeper/\n');
});
afterAll(async () => {
	if (stack) await takeDownRepod(directory);
	await rm(directory, { recursive: true, force: true });
	const all = await docker(['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}']);
	const own = all
		.split('\n')
		.filter((name) => name.replace('lockkeeper-kept/', '').startsWith(`${project}-`));
	if (own.length > 0) await tryDocker(['image', 'rm', ...own]);
});

test('the checklist names the variant and why, and the version by git', async () => {
	const { events } = await callWithJson(['check', '--stack', directory, '--to', '0.9.1']);
	const finding = (id: string) =>
		eventsOf(events, 'finding').find(({ finding: { check } }) => check === id)?.finding;
	expect(finding('version-known')).toMatchObject({
		outcome: 'pass',
		evidence: 'Repod 0.9.0: backend 0.9.0, frontend 0.9.0',
	});
	expect(finding('version-pinned')?.evidence).toMatch(/^v0\.9\.0 is checked out .*no file of it changed$/);
	expect(finding('schema-revision')).toMatchObject({
		outcome: 'pass',
		evidence: '0005, the newest of the running image',
	});
	expect(finding('target-exists')?.evidence).toContain('its images are built here');
	// Of the tag's changelog, French headings and all: the tree has that of the version which runs.
	expect(finding('release-notes')?.evidence).not.toContain('says nothing');
	expect(finding('release-notes')?.command).toBe("git show v0.9.1:CHANGELOG.md | grep -n '^## '");
	expect(finding('new-variables')?.evidence).toContain('GRYPE_DB_CACHE_DIR');
	// Names of services, and not of their containers.
	expect(finding('services-up')?.evidence).toContain('backend up');
	const runbook = eventsOf(events, 'fact').find(({ fact }) => fact.id === 'runbook' && 'value' in fact);
	expect(runbook?.fact).toMatchObject({ value: 'Repod, classic: the Compose file builds backend' });
});

test('a good hop: both images are built beside the tree, and the tag, a new table and all files are there', async () => {
	const before = await state();
	const { result, events } = await upgrade('0.9.1');
	expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	expect(endOfStep(events, 'build').detail).toMatch(/^2 images built in .*: backend and frontend$/);
	const after = await state();
	expect(endOfStep(events, 'verify').detail).toMatch(
		/^backend and frontend run 0\.9\.1, .*HTTP as expected; schema 0006$/,
	);
	expect(after).toMatchObject({ tag: 'v0.9.1', changed: '', revision: '0006' });
	const [env, backend = ''] = after.env;
	expect(env).toBe(before.env[0]);
	expect(backend.startsWith(before.env[1] ?? '-')).toBe(true);
	expect(backend).toMatch(/^GRYPE_DB_CACHE_DIR=\/repos\/grype-db$/m);
	expect(after.files).toEqual(before.files);
	const { alembic_version: _, ...rows } = before.tables;
	expect(after.tables).toMatchObject(rows);
	expect(after.images.running).toEqual(after.images.named);
	expect(after.images.running[0]).not.toBe(before.images.running[0]);
});

/** SIGKILL of the runner in the step of an upgrade that its journal has last; a start goes on in the step behind `up`. */
async function killedIn(step: 'build' | 'pin' | 'up', after: number): Promise<void> {
	const fault: Fault = { at: { type: 'step begins', step }, after, do: 'kill' };
	const { exit } = await callWithJson(['upgrade', '--stack', directory, '--to', '0.9.2', '--yes'], {
		environment: { [faultVariable]: JSON.stringify([fault]) },
	});
	expect(exit).toBe(3);
	const runs = (await readdir(path.join(directory, '.lockkeeper/runs'))).sort();
	const journal = (await file(`.lockkeeper/runs/${runs.at(-1)}/journal.jsonl`)).trimEnd().split('\n');
	const events = journal.map((line) => JSON.parse(line) as { type: string; step?: string });
	const last = events.findLast(({ type }) => type === 'step begins' || type === 'step ends');
	expect(last?.type).toBe('step begins');
	expect(step === 'up' ? ['up', 'wait'] : [step]).toContain(last?.step);
}

/** The tree alone, without one beside it that a build has left. */
const trees = async () => (await git(directory, ['worktree', 'list'])).trim().split('\n').length;

test('a hop that drops a column, killed in the build, at the pin and in the start, and gone on with: verified, and led back', async () => {
	const before = await state();
	await killedIn('build', 400);
	expect(await state()).toEqual(before);
	await killedIn('pin', 0);
	await killedIn('up', 1000);
	const { result, events } = await upgrade('0.9.2');
	expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	expect(endOfStep(events, 'verify').detail).toMatch(/^backend and frontend run 0\.9\.2, .*schema 0007$/);
	expect(await state()).toMatchObject({ tag: 'v0.9.2', changed: '', revision: '0007' });
	expect(await trees()).toBe(1);
	await goBack();
	expect(await state()).toEqual(before);
});

test.each([
	['pin', 60],
	['up', 2000],
] as const)('killed in %s, and led back to equal rows and files', async (step, after) => {
	const before = await state();
	await killedIn(step, after);
	await goBack();
	expect(await state()).toEqual(before);
});

test('a migration whose failure the entrypoint swallows is recognised, with SQLite’s reason', async () => {
	const before = await state();
	const { result } = await upgrade('0.9.3');
	expect(result.exit).toBe(3);
	const text = result.text.join('\n');
	expect(text).toContain('the app started although its log says: [entrypoint] AVERTISSEMENT');
	expect(text).toContain('UNIQUE constraint failed');
	// SQLite keeps the column that the migration made before it broke, and the revision is the old one.
	expect(text).toContain('Recommended: Restore');
	await goBack();
	expect(await state()).toEqual(before);
});

test('a version that never lives', async () => {
	const before = await state();
	await writeFile(path.join(directory, 'lockkeeper.yaml'), `${await file('lockkeeper.yaml')}quiet: 30\n`);
	const { result } = await upgrade('0.9.4');
	expect(result.exit).toBe(3);
	expect(result.text.join('\n')).toContain('/health/live answers 503, expected 200');
	await goBack();
	expect(await state()).toEqual(before);
});
