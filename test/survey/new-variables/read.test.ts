import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultEngine } from '../../../source/docker/engine.ts';
import { parseComposeConfig } from '../../../source/survey/compose-config.ts';
import type { Stack } from '../../../source/survey/identify.ts';
import { addedBlocks, readNewVariables } from '../../../source/survey/new-variables/read.ts';
import { stackFixture } from '../../steps/context-fixture.ts';
import { specivoRunbook } from '../facts-fixture.ts';

let directory: string;
const write = (name: string, text: string) => writeFile(path.join(directory, name), text);
beforeEach(async () => {
	directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-read-'));
	await write('docker-compose.yml', 'services: {}\n');
	await write('.env', '');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** What is said of a variable that the example has and `file` lacks. */
async function said(file: string, name: string, changes: Partial<Stack> = {}) {
	await write('example', `${name}=1\n`);
	const runbook = { ...specivoRunbook, environment: [{ file, example: 'example' }] };
	const stack = stackFixture(directory, defaultEngine, { runbook, ...changes });
	const [found] = await readNewVariables(stack, '0.1.10');
	if (!found?.compared.ok) throw new Error('it was not compared');
	return found.compared.value.lacking[0];
}
const inService = (environment: Record<string, string>) => ({
	config: parseComposeConfig(JSON.stringify({ name: 'specivo', services: { api: { environment } } })),
});

test('nowhere', async () => {
	expect(await said('.env', 'FEATURE')).toEqual({
		...{ name: 'FEATURE', shown: '1', is: 'offered', builds: [], defaulted: false },
	});
});

test('the shell wins over an env file that Compose reads, and says nothing of a container’s own', async () => {
	const engine = { ...defaultEngine, environment: { FEATURE: '2' } };
	expect(await said('.env', 'FEATURE', { engine })).toMatchObject({ is: 'given', from: 'the shell' });
	await write('backend.env', '');
	expect(await said('backend.env', 'FEATURE', { engine })).toMatchObject({ is: 'offered' });
});

test('another env file that Compose reads', async () => {
	await write('.env.local', 'FEATURE=2\n');
	const project = { directory, envFiles: ['.env', '.env.local'] };
	expect(await said('.env', 'FEATURE', { project })).toMatchObject({ is: 'given', from: '.env.local' });
});

test('a container that gets it from elsewhere, as Compose resolves it', async () => {
	await write('backend.env', '');
	expect(await said('backend.env', 'FEATURE', inService({ FEATURE: '2' }))).toMatchObject({
		...{ is: 'given', from: 'elsewhere, for api' },
	});
	expect(await said('backend.env', 'FEATURE', inService({ FEATURE: '' }))).toMatchObject({ is: 'offered' });
});

test('a container that gets the Compose file’s default for it: that is no value of its own', async () => {
	await write('docker-compose.yml', `services: {api: {environment: {FEATURE: "\${FEATURE:-0}"}}}\n`);
	expect(await said('.env', 'FEATURE', inService({ FEATURE: '0' }))).toMatchObject({
		...{ is: 'offered', defaulted: true },
	});
});

test('an image that is built with it', async () => {
	await write('docker-compose.yml', `services: {web: {build: {args: {F: "\${FEATURE}"}}}}\n`);
	expect(await said('.env', 'FEATURE')).toMatchObject({ builds: ['web'] });
});

test('a file that Compose cannot read, an example that is not there, a file that is not there', async () => {
	const read = async (file: string, example: string) => {
		const runbook = { ...specivoRunbook, environment: [{ file, example }] };
		return (await readNewVariables(stackFixture(directory, defaultEngine, { runbook }), '0.1.10'))[0];
	};
	await write('broken.env', 'A=1\nno assignment\n');
	await write('example', 'A=1\n');
	expect(await read('broken.env', 'example')).toMatchObject({
		compared: { ok: false, problem: expect.stringMatching(/^broken\.env: Line 2: expected NAME=value/) },
	});
	expect(await read('.env', 'missing')).toMatchObject({ compared: { ok: false } });
	expect(await read('absent.env', 'example')).toMatchObject({
		...{ exists: false, compared: { ok: true, value: { total: 1 } } },
	});
});

test('of a checkout the example and the Compose file are those of the target’s tag, which only the remote has', async () => {
	const origin = path.join(directory, 'origin');
	const clone = path.join(directory, 'clone');
	const git = (cwd: string, ...words: readonly string[]) =>
		execa('git', ['-c', 'user.name=lab', '-c', 'user.email=lab@example.org', ...words], { cwd });
	const release = async (version: string, example: string, compose: string) => {
		await writeFile(path.join(origin, '.env.example'), example);
		await writeFile(path.join(origin, 'docker-compose.yml'), compose);
		await git(origin, 'add', '.');
		await git(origin, 'commit', '--quiet', '-m', version);
		await git(origin, 'tag', version);
	};
	await mkdir(origin);
	await git(origin, 'init', '--quiet');
	await release('v1.0.0', 'A=1\n', 'services: {}\n');
	await git(directory, 'clone', '--quiet', origin, clone);
	await release('v1.1.0', 'A=1\nB=2\n', `services: {web: {build: {args: {X: "\${B}"}}}}\n`);
	await writeFile(path.join(clone, '.env'), 'A=3\n');
	const version = { ...specivoRunbook.version, pin: { git: true, prefix: 'v' } } as const;
	const environment = [{ file: '.env', example: '.env.example' }];
	const stack = stackFixture(clone, defaultEngine, { runbook: { ...specivoRunbook, version, environment } });
	expect(await readNewVariables(stack, '1.1.0')).toEqual([
		{
			...{ file: '.env', example: '.env.example of v1.1.0', exists: true },
			compared: {
				ok: true,
				value: {
					total: 2,
					lacking: [{ name: 'B', shown: '2', is: 'offered', builds: ['web'], defaulted: false }],
				},
			},
		},
	]);
	// Without a target it is the tree's.
	expect(await readNewVariables(stack, undefined)).toMatchObject([
		{ example: '.env.example', compared: { ok: true, value: { total: 1, lacking: [] } } },
	]);
	expect(addedBlocks(stack)).toEqual([]);
});
