import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callWithJson, endOfStep, eventsOf } from '../e2e/lockkeeper.ts';
import { fileChecksums, schemaRevision, tableChecksums } from '../lab/repod/facts.ts';
import { bringUpRepod, type RepodStack, takeDownRepod } from '../lab/repod/stack.ts';

// Repod's stand-in in its current shape, upgraded and taken back by its built-in runbook.

let directory: string;
let stack: RepodStack;
const file = (name: string) => readFile(path.join(directory, name), 'utf8');
const upgrade = (version: string) =>
	callWithJson(['upgrade', '--stack', directory, '--to', version, '--yes']);
const state = async () => ({
	pin: await file('.env'),
	revision: await schemaRevision(stack),
	tables: await tableChecksums(stack),
	files: inUse(await fileChecksums(stack)),
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
	directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-repod-'));
	stack = await bringUpRepod({
		...{ version: '1.1.0', directory, rows: 2000, poolMegabytes: 1 },
		...{ project: 'system-repod', port: 19_985 },
	});
	// The vendor's images lie on another host than the lab's; nothing else of the runbook is said otherwise.
	const images = ['backend', 'frontend', 'apt-repo', 'rpm-repo'].map((name) => `repod-ce/${name}`);
	await writeFile(
		path.join(directory, 'lockkeeper.yaml'),
		`runbook: repod
offHost: none
detect: { image: repod-ce/backend }
version: { images: [${images.join(', ')}], available: { registry: repod-ce/backend } }
`,
	);
});
afterAll(async () => {
	if (stack) await takeDownRepod(directory);
	await rm(directory, { recursive: true, force: true });
});

test('a good hop: four images of one variable, French notes, and a revision from the image', async () => {
	const before = await state();
	const { result, events } = await upgrade('1.1.1');
	expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	expect(await file('.env')).toBe(before.pin.replace('REPOD_VERSION=1.1.0', 'REPOD_VERSION=1.1.1'));
	expect(await schemaRevision(stack)).toBe('0010');
	expect(endOfStep(events, 'verify').detail).toMatch(
		/^apt-repo, backend, frontend and rpm-repo run 1\.1\.1, .*HTTP as expected; schema 0010$/,
	);
	const [told] = eventsOf(events, 'notes');
	expect(told?.notes).toMatchObject({ sections: [{ version: '1.1.1' }], missing: [] });
	expect(inUse(await fileChecksums(stack))).toEqual(before.files);
});

test('a hop that drops a column, and the way back to equal rows and files', async () => {
	const before = await state();
	const { result } = await upgrade('1.2.0');
	expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	expect(await schemaRevision(stack)).toBe('0011');
	await goBack();
	expect(await state()).toEqual(before);
});

test('a migration whose failure the entrypoint swallows is recognised, with the database’s reason', async () => {
	const before = await state();
	const { result } = await upgrade('1.2.1');
	expect(result.exit).toBe(3);
	const text = result.text.join('\n');
	expect(text).toContain('the app started although its log says: [entrypoint] AVERTISSEMENT');
	expect(text).toMatch(/UniqueViolation|duplicate|is duplicated/);
	await goBack();
	expect(await state()).toEqual(before);
});

test('a version that lives never, and of which the changelog says nothing', async () => {
	const before = await state();
	await writeFile(path.join(directory, 'lockkeeper.yaml'), `${await file('lockkeeper.yaml')}quiet: 40\n`);
	const { result, events } = await upgrade('1.2.2');
	const notes = eventsOf(events, 'finding').find(({ finding: { check } }) => check === 'release-notes');
	expect(notes?.finding).toMatchObject({
		outcome: 'warn',
		evidence: expect.stringContaining('CHANGELOG.md says nothing about 1.2.2'),
	});
	expect(result.exit).toBe(3);
	expect(result.text.join('\n')).toContain('/health/live answers 503, expected 200');
	await goBack();
	expect(await state()).toEqual(before);
});
