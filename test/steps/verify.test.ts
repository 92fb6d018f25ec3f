import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appProblems, otherProblems, verify } from '../../source/steps/verify.ts';
import { parseComposeConfig } from '../../source/survey/compose-config.ts';
import type { ServiceFact } from '../../source/survey/facts.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import {
	digest,
	factsFixture,
	serviceFixture,
	specivoRunbook,
	specivoServices,
} from '../survey/facts-fixture.ts';
import { contextFixture, stackFixture, stepFixture } from './context-fixture.ts';

const api = (changes: Partial<ServiceFact> = {}) =>
	serviceFixture('api', {
		app: true,
		image: 'specivo/specivo:0.2.0',
		imageId: digest('1'),
		digest: `specivo/specivo@${digest('d')}`,
		state: 'healthy',
		...changes,
	});

const pulled = { 'specivo/specivo': digest('1') };
const named = { 'specivo/specivo': digest('d') };

describe('the app’s services', () => {
	test('of several repositories each has an image of its own', () => {
		const web = api({ name: 'web', image: 'specivo/web:0.2.0', imageId: digest('2') });
		const both = { ...pulled, 'specivo/web': digest('3') };
		expect(appProblems([api(), web], '0.2.0', both, named)).toEqual([
			`web runs image ${digest('2')}, expected ${digest('3')}`,
		]);
	});

	test.each<[string, readonly ServiceFact[]]>([
		['all as it should be', [api(), api({ name: 'worker', state: 'no check' })]],
		['services of other images are not looked at', [api(), serviceFixture('db', { state: 'exited' })]],
		[
			'the digest that the registry named is one of several',
			[api({ digest: `specivo/specivo@${digest('e')}`, digests: [`specivo/specivo@${digest('d')}`] })],
		],
		['an image without a digest was built here', [(({ digest: _none, ...rest }) => rest)(api())]],
	])('in order: %s', (_condition, services) => {
		expect(appProblems(services, '0.2.0', pulled, named)).toEqual([]);
	});

	test.each<[string, Partial<ServiceFact>, string]>([
		['still the old version', { runningImage: 'specivo/specivo:0.1.10' }, 'api runs 0.1.10, expected 0.2.0'],
		[
			'the right tag on another image',
			{ imageId: digest('9') },
			`api runs image ${digest('9')}, expected ${digest('1')}`,
		],
		[
			'another digest than the registry named',
			{ digest: `specivo/specivo@${digest('e')}` },
			`api has the digest specivo/specivo@${digest('e')}, the registry named ${digest('d')}`,
		],
		['unhealthy', { state: 'unhealthy' }, 'api is unhealthy'],
		['still starting', { state: 'starting' }, 'api is starting'],
		['restarting', { state: 'restarting' }, 'api is restarting'],
	])('%s', (_condition, changes, problem) => {
		expect(appProblems([api(changes)], '0.2.0', pulled, named)).toEqual([problem]);
	});

	test('a service without a container', () => {
		const {
			container: _c,
			runningImage: _r,
			imageId: _i,
			digest: _d,
			...missing
		} = api({ state: 'missing' });
		expect(appProblems([missing], '0.2.0', pulled, {})).toEqual([
			'api runs nothing, expected 0.2.0',
			`api runs image none, expected ${digest('1')}`,
			'api is missing',
		]);
	});

	test('each service that differs is named', () => {
		const services = [
			api(),
			api({ name: 'worker', runningImage: 'specivo/specivo:0.1.10' }),
			api({ name: 'beat', state: 'exited' }),
		];
		expect(appProblems(services, '0.2.0', {}, {})).toEqual([
			'worker runs 0.1.10, expected 0.2.0',
			'beat is exited',
		]);
	});
});

describe('the other services', () => {
	const after = (name: string, changes: Partial<ServiceFact>) =>
		specivoServices.map((service) => (service.name === name ? { ...service, ...changes } : service));

	test.each<[string, readonly ServiceFact[], readonly string[]]>([
		['untouched', specivoServices, []],
		['the app’s own containers may be new', after('api', { container: 'new' }), []],
		['recreated', after('db', { container: 'new' }), ['db was recreated']],
		['gone', specivoServices.filter(({ name }) => name !== 'redis'), ['redis has no container any more']],
		['its container gone', after('nginx', { state: 'missing' }), ['nginx has no container any more']],
		['unhealthy since', after('db', { state: 'unhealthy' }), ['db is unhealthy, it was healthy']],
		[
			'recreated, and down',
			after('db', { container: 'new', state: 'exited' }),
			['db was recreated', 'db is exited, it was healthy'],
		],
	])('%s', (_condition, services, problems) => {
		expect(otherProblems(services, specivoServices)).toEqual(problems);
	});

	test('one that was down before and is well now is no problem', () => {
		expect(otherProblems(specivoServices, after('db', { state: 'unhealthy' }))).toEqual([]);
	});

	test('one that had ended before, without a check, runs again', () => {
		const before = after('nginx', { state: 'exited' });
		expect(otherProblems(after('nginx', { state: 'no check' }), before)).toEqual([]);
		expect(otherProblems(after('nginx', { state: 'restarting' }), before)).toEqual([
			'nginx is restarting, it was exited',
		]);
	});
});

describe('the data', () => {
	let directory: string;
	let docker: StubDocker;
	beforeEach(() => {
		docker = stubDocker();
		directory = mkdtempSync(join(tmpdir(), 'lockkeeper-verify-'));
		for (const name of ['docker-compose.yml', '.env']) writeFileSync(join(directory, name), '');
	});
	afterEach(() => {
		docker.remove();
		rmSync(directory, { recursive: true, force: true });
	});

	/** An app of one service that answers to nobody, and what its container has mounted now. */
	async function verifyWith(Mounts: readonly object[]) {
		const container = {
			...{ Id: 'api', Image: digest('1'), State: { Status: 'running', ExitCode: 0 }, Mounts },
			Config: { Image: 'specivo/specivo:0.2.0', Labels: { 'com.docker.compose.service': 'api' } },
		};
		docker.answers([
			{ when: 'ps --all', stdout: 'api' },
			{ when: 'container inspect', stdout: JSON.stringify([container]) },
			{ when: 'image inspect', stdout: JSON.stringify([{ Id: digest('1') }]) },
		]);
		const volumes = [{ type: 'bind', source: '/srv/files', target: '/files' }];
		const services = { api: { image: 'specivo/specivo:0.2.0', volumes } };
		const runbook = { ...specivoRunbook, schema: 'none' as const, verify: [{ ask: 'Sign in' }] };
		const stack = stackFixture(directory, docker.engine, {
			runbook,
			config: parseComposeConfig(JSON.stringify({ name: 'specivo', services })),
		});
		const mounts = [{ service: 'api', source: '/srv/files', target: '/files', exists: true, empty: false }];
		const facts = { ...factsFixture(), runbook, mounts, services: [api({ container: 'api' })] };
		return verify.act(contextFixture(stack, { facts }), stepFixture('verify', { version: '0.2.0' }));
	}

	test('is where it was', async () => {
		const { detail } = await verifyWith([{ Type: 'bind', Source: '/srv/files', Destination: '/files' }]);
		expect(detail).toContain('api runs 0.2.0');
		expect(detail).toContain('the app tells no schema');
	});

	test('is not mounted any more: nothing is verified', async () => {
		await expect(verifyWith([])).rejects.toThrow('api has /srv/files no longer, which it had at /files');
	});
});
