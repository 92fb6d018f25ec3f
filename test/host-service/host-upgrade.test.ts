import { readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { callWithJson, endOfStep, eventsOf } from '../e2e/lockkeeper.ts';
import { type HostStack, openHostStack } from './host-stack.ts';

// SVRunner's stand-in on this host, without any engine, upgraded and taken back by its built-in runbook.

// Whole runs beside others on two cores.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

let stack: HostStack;
beforeAll(async () => {
	stack = await openHostStack();
});
afterAll(() => stack?.close());

const call = (words: readonly string[]) => callWithJson(words, { bundled: true });
const upgrade = (version: string) => call(['upgrade', '--stack', stack.directory, '--to', version, '--yes']);
const linked = () => readlink(path.join(stack.directory, 'current'));
const state = async () => ({
	...{ link: await linked(), screens: stack.screens() },
	env: await readFile(path.join(stack.directory, '.env'), 'utf8'),
	asset: (await readFile(path.join(stack.directory, 'files/assets/welcome.png'))).toString('hex'),
});
async function goBack(): Promise<void> {
	const words = ['rollback', '--stack', stack.directory, '--yes', '--allow-irreversible'];
	const { result } = await call(words);
	expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'old version' });
}

test('the checklist names the variant, the builds there are, and no engine', async () => {
	const { result, events } = await call(['check', '--stack', stack.directory, '--to', '3.1.0']);
	expect(result.exit, result.text.join('\n')).toBeLessThan(5);
	const fact = (id: string) => eventsOf(events, 'fact').findLast(({ fact: { id: is } }) => is === id)?.fact;
	expect(fact('runbook')?.value).toBe('SVRunner, on this host: there is no Compose file');
	expect(fact('engine')?.value).toBe('none: svrunner runs on this host without containers');
	expect(fact('version')?.value).toBe('3.0.0 (the link current)');
	expect(fact('releases')?.value).toBe('3.2.3 is the newest of 6 builds on this host');
	const finding = (id: string) =>
		eventsOf(events, 'finding').find(({ finding: { check } }) => check === id)?.finding;
	expect(finding('target-exists')).toMatchObject({
		outcome: 'pass',
		evidence: '3.1.0 is unpacked in builds/svrunner-3.1.0',
		command: 'ls -d builds/svrunner-3.1.0',
	});
	expect(finding('services-up')).toMatchObject({ outcome: 'pass', evidence: 'svrunner up (no check)' });
	expect(finding('version-pinned')).toMatchObject({ outcome: 'pass', evidence: 'the link current is 3.0.0' });
	expect(finding('schema-revision')?.outcome).toBe('pass');
});

test('a good hop: the link leads to the new build, and the process is another one', async () => {
	const [before, rows] = [await stack.service('pid'), stack.screens().rows];
	const { result, events } = await upgrade('3.1.0');
	expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	expect(await linked()).toBe('builds/svrunner-3.1.0');
	expect(await stack.service('pid')).not.toBe(before);
	expect(stack.screens().rows).toEqual(rows.map((row) => ({ ...(row as object), rotation: 0 })));
	expect(endOfStep(events, 'wait').detail).toMatch(
		/^up after .*: process no check, log complete, HTTP as expected/,
	);
	expect(endOfStep(events, 'verify').detail).toMatch(
		/^svrunner runs 3\.1\.0, .*schema: added screens\.rotation/,
	);
	const shown = eventsOf(events, 'step begins').flatMap(({ commands }) => commands);
	expect(shown.join('\n')).not.toContain('docker');
	expect(shown.find((command) => command.startsWith('sh -c'))).toMatch(
		/service\.mjs stop; .*service\.mjs start/,
	);
});

test('a hop that drops a column, and the way back to the old build and equal rows', async () => {
	const before = await state();
	const up = await upgrade('3.2.0');
	expect(up.result, up.result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	expect(endOfStep(up.events, 'verify').detail).toContain('schema: dropped screens.legacy_code');
	await goBack();
	expect(await state()).toEqual(before);
});

test('a schema update that breaks is recognised with its reason, and led back', async () => {
	const before = await state();
	const { result } = await upgrade('3.2.1');
	expect(result.exit).toBe(3);
	expect(result.text.join('\n')).toMatch(
		/svrunner: the process ended: .*UNIQUE constraint failed: screens\.name/,
	);
	await goBack();
	expect(await state()).toEqual(before);
});

test('a version that never answers', async () => {
	const before = await state();
	const { result } = await upgrade('3.2.2');
	expect(result.exit).toBe(3);
	expect(result.text.join('\n')).toContain('/graphql answers 503, expected 200');
	await goBack();
	expect(await state()).toEqual(before);
});

test('an empty server that looks well is not taken for the new version', async () => {
	const before = await state();
	const { result } = await upgrade('3.2.3');
	expect(result.exit).toBe(3);
	expect(result.text.join('\n')).toContain('as one had before: the app may use another database');
	await goBack();
	expect(await state()).toEqual(before);
});

test('a build that is not there is found before anything stops', async () => {
	const before = await stack.service('pid');
	const { result } = await upgrade('3.3.0');
	expect(result.exit).toBe(3);
	expect(result.text.join('\n')).toContain('3.3.0 is not among the 6 releases of builds on this host');
	expect(await stack.service('pid')).toBe(before);
});
