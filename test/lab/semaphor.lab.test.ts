import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ContainerFact } from './containers.ts';
import { containers } from './containers.ts';
import { readMarker } from './directory.ts';
import { docker, tryDocker } from './docker.ts';
import { httpAnswer } from './http.ts';
import { columns, rowCounts, tableChecksums } from './semaphor/facts.ts';
import { pinVersion } from './semaphor/pin.ts';
import type { SemaphorStack } from './semaphor/stack.ts';
import { bringUpSemaphor, takeDownSemaphor } from './semaphor/stack.ts';

// One stack of each variant goes through the versions in the order of this file; systems/semaphor.md is the measure.

const projects = { embedded: 'lab-semaphor', external: 'lab-semaphor-external' };
let parent: string;
let stack: SemaphorStack;

beforeAll(async () => {
	parent = await mkdtemp(path.join(tmpdir(), 'lab-semaphor-'));
});

afterAll(async () => {
	for (const project of Object.values(projects)) await takeDown(project);
	await rm(parent, { recursive: true, force: true });
}, 60_000);

/** A failed start leaves a marked directory as well. */
async function takeDown(project: string): Promise<void> {
	const directory = path.join(parent, project);
	if ((await readMarker(directory)) !== undefined) await takeDownSemaphor(directory);
}

async function bringUp(variant: SemaphorStack['variant'], port: number): Promise<void> {
	const project = projects[variant];
	const directory = path.join(parent, project);
	stack = await bringUpSemaphor({ version: '2.3.0', variant, directory, project, port, rows: 2000 });
}

/** By hand as the guide says: the tags, pull, up. Whether it comes up is for the test to see. */
async function upgrade(version: string): Promise<void> {
	await pinVersion(stack, version);
	await stack.compose(['pull', '--quiet']);
	await stack.compose(['up', '--detach']);
}

async function service(name: string): Promise<ContainerFact> {
	const found = (await containers(stack.project))[name];
	if (found === undefined) throw new Error(`no container of ${name}`);
	return found;
}

/** Standard output and standard error of a container, as the engine keeps them apart. */
async function log(name: string): Promise<{ stdout: string; stderr: string }> {
	return tryDocker(['logs', (await service(name)).id]);
}

const eventually = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 60_000, interval: 300 });

const answers = (status: number, body: string) =>
	eventually(async () => expect(await httpAnswer(stack, '/health')).toMatchObject({ status, body }));

describe('embedded', () => {
	beforeAll(() => bringUp('embedded', 19_951), 400_000);

	test('the log has the version first, and the sync before the first request', async () => {
		const { stdout, stderr } = await log('api-service');
		const lines = stdout.split('\n');
		expect(lines[0]).toBe('Semaphor v2.3.0');
		expect(lines.slice(-2)).toEqual(['schema sync: complete', 'Listening on port 3000']);
		expect(stderr).toBe('');
		expect(await httpAnswer(stack)).toMatchObject({ status: 200, body: expect.stringContaining('<title>') });
	});

	test('the data is in a volume with the project before its name', async () => {
		const mounts = await docker([
			'inspect',
			'--format',
			'{{json .Mounts}}',
			(await service('api-service')).id,
		]);
		expect(JSON.parse(mounts)).toMatchObject([
			{ Name: 'lab-semaphor_semaphor-data', Destination: '/var/lib/semaphor' },
		]);
	});

	test('2.4.0 drops a column and a table with their data, and keeps every other row', async () => {
		const before = await rowCounts(stack);
		expect(before.exports).toBeGreaterThan(0);
		await upgrade('2.4.0');
		await answers(200, '{"status":"ok","version":"2.4.0"}');
		const { stdout } = await log('api-service');
		expect(stdout).toContain(
			'schema sync: drop column dashboards.legacy_key\nschema sync: drop table exports\n',
		);
		expect(await columns(stack)).not.toContain('dashboards.legacy_key');
		const { exports: dropped, ...kept } = before;
		expect(dropped).toBeGreaterThan(0);
		expect(await rowCounts(stack)).toEqual({ ...kept, alerts: 0, embed_tokens: 0 });
	});

	test('the same version again changes nothing', async () => {
		const before = await tableChecksums(stack);
		await stack.compose(['restart', 'api-service']);
		await answers(200, '{"status":"ok","version":"2.4.0"}');
		expect((await log('api-service')).stdout).toContain('schema sync: no changes\nschema sync: complete\n');
		expect(await tableChecksums(stack)).toEqual(before);
	});

	test('a service of another tag says so and is unhealthy', async () => {
		await pinVersion(stack, '2.3.1', ['data-service', 'data-service-sidecar']);
		await stack.compose(['up', '--detach', '--quiet-pull']);
		await eventually(async () => expect((await service('data-service')).health).toBe('unhealthy'));
		for (const name of ['data-service', 'data-service-sidecar']) {
			expect(JSON.parse((await log(name)).stderr)).toMatchObject({
				...{ level: 'error', event: 'version_mismatch', service: name },
				...{ version: '2.3.1', apiVersion: '2.4.0' },
			});
		}

		expect(await service('api-service')).toMatchObject({ health: 'healthy' });
	});

	test('2.4.2 runs, and waits for its licence server', async () => {
		await upgrade('2.4.2');
		await answers(503, '{"status":"unavailable","version":"2.4.2","reason":"waiting for licence server"}');
		expect((await log('api-service')).stdout).toContain(
			'schema sync: complete\nwaiting for licence server\n',
		);
	});

	test('without a licence the api-service exits with 1 and one line of JSON', async () => {
		const run = await tryDocker(['run', '--rm', '--network', 'none', 'semaphor/api-service:2.4.2']);
		expect(run).toMatchObject({ exitCode: 1, stdout: 'Semaphor v2.4.2' });
		expect(JSON.parse(run.stderr)).toMatchObject({ level: 'error', event: 'license_missing' });
	});

	test('down leaves no volume', async () => {
		await takeDown(projects.embedded);
		expect(await docker(['volume', 'ls', '--quiet', '--filter', 'name=lab-semaphor_'])).toBe('');
	});
});

describe('external', () => {
	beforeAll(() => bringUp('external', 19_952), 400_000);

	test('the rows are in the server outside, and no server is in the container', async () => {
		expect((await rowCounts(stack)).dashboards).toBe(400);
		expect(await stack.compose(['exec', '-T', 'api-service', 'ls', '/var/lib/semaphor'])).toBe('redis');
		expect(Object.keys(await containers(stack.project)).sort()).toEqual([
			'api-service',
			'data-service',
			'data-service-sidecar',
		]);
	});

	test('2.4.1 loses a column, breaks, exits with 1, and is restarted over and over', async () => {
		await upgrade('2.4.1');
		await eventually(async () => expect((await service('api-service')).restarts).toBeGreaterThan(1));
		const failures = (await log('api-service')).stderr.split('\n').map((line) => JSON.parse(line));
		expect(failures[0]).toMatchObject({
			...{ level: 'error', event: 'schema_sync_failed' },
			error: expect.stringMatching(/unique index "uq_data_sources_name".*\(Warehouse 1\) is duplicated/),
		});
		await eventually(async () => expect((await service('api-service')).exitCode).toBe(1));
		expect(await columns(stack)).not.toContain('users.locale');
	});

	test('with the old tag the dropped columns come back, empty', async () => {
		await upgrade('2.3.0');
		await answers(200, '{"status":"ok","version":"2.3.0"}');
		expect(await stack.sql('SELECT count(*), count(legacy_key) FROM dashboards')).toBe('400|0');
	});

	test('health tells that the server outside is gone; down removes it with its network', async () => {
		await docker(['stop', `${projects.external}-outside-database`]);
		expect(await httpAnswer(stack, '/health')).toMatchObject({ status: 503 });
		await takeDown(projects.external);
		const left = ['--all', '--quiet', '--filter', `name=${projects.external}`];
		expect(await docker(['ps', ...left])).toBe('');
		expect(await docker(['network', 'ls', ...left.slice(1)])).toBe('');
	});
});
