import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { callWithJson, endOfStep, eventsOf } from '../e2e/lockkeeper.ts';
import { type ManagedStack, openManagedStack } from './managed-stack.ts';

// SVRunner's stand-in on a stand-in of the platform, upgraded and taken back by its built-in runbook.

// Whole runs beside others on two cores.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

let stack: ManagedStack;
beforeAll(async () => {
	stack = await openManagedStack();
});
afterAll(() => stack?.close());

const call = (words: readonly string[]) =>
	callWithJson([...words, '--stack', stack.directory], { bundled: true });
const upgrade = (version: string) => call(['upgrade', '--to', version, '--yes']);
const machine = async () => {
	const { machines } = await stack.state();
	expect(machines).toHaveLength(1);
	return { tag: machines[0]?.image_ref.tag, volume: machines[0]?.config.mounts[0]?.volume };
};
const state = async () => ({
	toml: await readFile(path.join(stack.directory, 'fly.toml'), 'utf8'),
	tag: (await machine()).tag,
	screens: await stack.screens(),
});
async function goBack(): Promise<void> {
	const { result } = await call(['rollback', '--yes', '--allow-irreversible']);
	expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'old version' });
}

test('the checklist names the platform, the machine’s version and the volume', async () => {
	const { result, events } = await call(['check']);
	expect(result.exit, result.text.join('\n')).toBeLessThan(5);
	const fact = (id: string) => eventsOf(events, 'fact').findLast(({ fact: { id: is } }) => is === id)?.fact;
	expect(fact('runbook')?.value).toBe('SVRunner, managed: fly.toml is there');
	expect(fact('engine')?.value).toContain('none: svrunner runs on a machine of lobby-signage');
	expect(fact('version')?.value).toBe('3.0.0 (the tag of svrunner/server in fly.toml)');
	const finding = (id: string) =>
		eventsOf(events, 'finding').find(({ finding: { check } }) => check === id)?.finding;
	expect(finding('data-mounts')).toMatchObject({ outcome: 'pass' });
	expect(finding('services-up')).toMatchObject({ outcome: 'pass' });
});

test('a good hop: a snapshot first, then the tag in fly.toml and a deploy', async () => {
	const [before, rows] = [await state(), await stack.screens()];
	const { result, events } = await upgrade('3.1.0');
	expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	expect(await state()).toEqual({
		toml: before.toml.replace(':3.0.0"', ':3.1.0"'),
		tag: '3.1.0',
		screens: rows.map((row) => ({ ...(row as object), rotation: 0 })),
	});
	expect(endOfStep(events, 'prove').detail).toContain('cannot be read from here');
	expect(endOfStep(events, 'wait').detail).toMatch(/^up after .*: machine no check, log complete/);
	const shown = eventsOf(events, 'step begins').flatMap(({ commands }) => commands);
	expect(shown.join('\n')).not.toContain('docker');
	expect(shown.find((command) => command.includes(' deploy '))).toMatch(
		/ deploy --config fly\.toml --ha=false --yes --app lobby-signage$/,
	);
});

test('a hop that drops a column, and the way back: another volume, of the snapshot, under the old image', async () => {
	const [before, volume] = [await state(), (await machine()).volume];
	const up = await upgrade('3.2.0');
	expect(up.result, up.result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
	expect((await stack.screens())[0]).not.toHaveProperty('legacy_code');
	await goBack();
	expect(await state()).toEqual(before);
	expect((await machine()).volume).not.toBe(volume);
	// What was in use stays, on its own volume.
	expect((await stack.state()).volumes.map(({ id }) => id)).toContain(volume);
});

test('a schema update that breaks is recognised with its reason, and led back', async () => {
	const before = await state();
	const { result } = await upgrade('3.2.1');
	expect(result.exit).toBe(3);
	expect(result.text.join('\n')).toMatch(
		/svrunner: the machine ended: .*UNIQUE constraint failed: screens\.name/,
	);
	await goBack();
	expect(await state()).toEqual(before);
});

test('a volume that is attached no longer: an empty server that looks well is not taken for the new version', async () => {
	const [before, volume] = [await state(), (await machine()).volume];
	const { result } = await upgrade('3.2.3');
	expect(result.exit).toBe(3);
	expect(result.text.join('\n')).toMatch(
		new RegExp(`svrunner has vol_\\d+ at /usr/src/svrunner/files, it had ${volume}`),
	);
	await goBack();
	expect(await state()).toEqual(before);
});

test('a version that never answers, while the tool waits for it: told in time, and led back', async () => {
	const before = await state();
	const { result, events } = await upgrade('3.2.4');
	expect(result).toMatchObject({ exit: 3 });
	const said = result.text.join('\n');
	expect(said).toMatch(
		/svrunner: nothing moved for \d+ s: .*still open: machine, log, HTTP, the deployment; \/docs does not answer/,
	);
	expect(said).not.toContain('docker');
	expect(eventsOf(events, 'step ends').map(({ step }) => step)).not.toContain('verify');
	await goBack();
	expect(await state()).toEqual(before);
});

test('several machines, each with data of its own: a failing check', async () => {
	const { machines } = await stack.state();
	await stack.fly('volumes', 'snapshots', 'create', machines[0]?.config.mounts[0]?.volume ?? '');
	const snapshots = JSON.parse(
		await stack.fly('volumes', 'snapshots', 'list', machines[0]?.config.mounts[0]?.volume ?? '', '--json'),
	);
	const made = ['volumes', 'create', 'svr_files', '--snapshot-id', snapshots.at(-1).id, '--region', 'ams'];
	const { id } = JSON.parse(await stack.fly(...made, '--json'));
	const second = ['--attach-volume', `${id}:/usr/src/svrunner/files`, '--region', 'ams'];
	// It finds its port taken and ends, and is a machine all the same.
	await stack.fly('machine', 'clone', machines[0]?.id ?? '', ...second).catch(() => undefined);
	const { events } = await call(['check']);
	const data = eventsOf(events, 'finding').find(({ finding }) => finding.check === 'data-mounts')?.finding;
	expect(data).toMatchObject({
		outcome: 'fail',
		evidence: expect.stringContaining('Expected one machine of lobby-signage, found 2'),
	});
});
