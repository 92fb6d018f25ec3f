import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseComposeConfig } from '../../source/survey/compose-config.ts';
import {
	listContainers,
	listHalfMade,
	mountsOf,
	probeServices,
	serviceState,
} from '../../source/survey/services.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';

const state = (Status: string, health?: string) => ({
	Status,
	ExitCode: 0,
	...(health ? { Health: { Status: health } } : {}),
});

test.each([
	['running and healthy', state('running', 'healthy'), 'healthy'],
	['running and unhealthy', state('running', 'unhealthy'), 'unhealthy'],
	['running and starting', state('running', 'starting'), 'starting'],
	['running without a check', state('running'), 'no check'],
	['running with the check switched off', state('running', 'none'), 'no check'],
	['restarting', state('restarting', 'unhealthy'), 'restarting'],
	['created, not started yet', state('created'), 'starting'],
	['exited', state('exited', 'unhealthy'), 'exited'],
	['dead', state('dead'), 'exited'],
	['paused', state('paused', 'healthy'), 'exited'],
	['being removed', state('removing'), 'exited'],
])('a container that is %s', (_condition, found, expected) => {
	expect(serviceState(found)).toBe(expected);
});

const container = (id: string, service: string, changes: object = {}) => ({
	Id: id,
	Name: `/${service}-1`,
	Image: `sha256:${service}`,
	RestartCount: 0,
	State: { ...state('running'), StartedAt: '2026-06-15T02:10:00Z' },
	Config: { Image: `${service}:1`, Labels: { 'com.docker.compose.service': service } },
	Mounts: [],
	...changes,
});
const config = parseComposeConfig(
	JSON.stringify({
		name: 'specivo',
		services: {
			api: { image: 'specivo/specivo:0.1.10' },
			db: { image: 'pgvector/pgvector:pg18' },
			setup: { image: 'specivo/specivo:0.1.10', restart: 'no' },
		},
	}),
);
const project = { directory: '/', envFiles: [] };

describe('asked of the engine', () => {
	let docker: StubDocker;
	beforeEach(() => {
		docker = stubDocker();
	});
	afterEach(() => docker.remove());

	test('each service of the Compose file is told, those without a container too', async () => {
		const running = {
			Config: { Image: 'specivo/specivo:0.1.9', Labels: { 'com.docker.compose.service': 'api' } },
		};
		const ended = { RestartCount: 2, State: { ...state('exited'), ExitCode: 3 } };
		docker.answers([
			{ when: 'ps --all --quiet', stdout: 'a\ns\n' },
			{
				when: 'container inspect a s',
				stdout: JSON.stringify([container('a', 'api', running), container('s', 'setup', ended)]),
			},
			{
				when: 'image inspect sha256:api',
				stdout: JSON.stringify([
					{
						Id: 'sha256:api',
						RepoDigests: ['mirror.example/specivo@sha256:e', 'docker.io/specivo/specivo@sha256:d'],
					},
				]),
			},
			{ when: 'image inspect sha256:setup', stderr: 'Error: No such image: sha256:setup', exit: 1 },
		]);
		const [api, db, setup] = await probeServices(docker.engine, project, config, ['specivo/specivo']);
		expect(api).toEqual({
			name: 'api',
			container: 'a',
			image: 'specivo/specivo:0.1.10',
			runningImage: 'specivo/specivo:0.1.9',
			imageId: 'sha256:api',
			digest: 'docker.io/specivo/specivo@sha256:d',
			digests: ['mirror.example/specivo@sha256:e', 'docker.io/specivo/specivo@sha256:d'],
			state: 'no check',
			restarts: 0,
			startedAt: '2026-06-15T02:10:00Z',
			app: true,
			oneShot: false,
		});
		expect(db).toEqual({
			name: 'db',
			image: 'pgvector/pgvector:pg18',
			state: 'missing',
			restarts: 0,
			app: false,
			oneShot: false,
		});
		expect(setup).toMatchObject({ state: 'exited', exitCode: 3, restarts: 2, oneShot: true, app: true });
		expect(setup).not.toHaveProperty('digest');
	});

	test('no container at all: nothing is inspected', async () => {
		docker.answers([{ when: 'ps --all --quiet', stdout: '' }]);
		expect(await listContainers(docker.engine, project)).toEqual([]);
		expect(docker.calls()).toHaveLength(1);
	});

	test('a successor that was not put in its place is set aside while the old one is there', async () => {
		const old = container('0123456789abcdef', 'api');
		const successor = { Name: '/0123456789ab_api-1', State: { ...state('created'), StartedAt: '' } };
		const listed = async (...containers: readonly object[]) => {
			docker.answers([
				{ when: 'ps --all --quiet', stdout: 'a\n' },
				{ when: 'container inspect a', stdout: JSON.stringify(containers) },
			]);
			const ids = (list: readonly { readonly Id: string }[]) => list.map(({ Id }) => Id);
			return {
				containers: ids((await listContainers(docker.engine, project)).map((each) => each.container)),
				halfMade: ids(await listHalfMade(docker.engine, project)),
			};
		};
		const next = container('b', 'api', successor);
		expect(await listed(old, next)).toEqual({ containers: [old.Id], halfMade: ['b'] });
		// It has the anonymous volumes of the old one.
		expect(await listed(next)).toEqual({ containers: ['b'], halfMade: [] });
		const started = container('b', 'api', { ...successor, State: { ...state('running'), StartedAt: '' } });
		expect(await listed(old, started)).toEqual({ containers: [old.Id, 'b'], halfMade: [] });
	});

	test('an image that came under another name alone has that name’s digest', async () => {
		docker.answers([
			{ when: 'ps --all --quiet', stdout: 'a\n' },
			{ when: 'container inspect a', stdout: JSON.stringify([container('a', 'api')]) },
			{
				when: 'image inspect',
				stdout: JSON.stringify([{ Id: 'sha256:api', RepoDigests: ['mirror.example/specivo@sha256:e'] }]),
			},
		]);
		const [api] = await probeServices(docker.engine, project, config, ['specivo/specivo']);
		expect(api).toMatchObject({ digest: 'mirror.example/specivo@sha256:e' });
	});

	test('one that was made and never started has no time of its start', async () => {
		const never = { State: { ...state('created'), StartedAt: '0001-01-01T00:00:00Z' } };
		docker.answers([
			{ when: 'ps --all --quiet', stdout: 'a\n' },
			{ when: 'container inspect a', stdout: JSON.stringify([container('a', 'api', never)]) },
			{ when: 'image inspect', stdout: '[]' },
		]);
		const [api] = await probeServices(docker.engine, project, config, ['specivo/specivo']);
		expect(api).toMatchObject({ name: 'api', state: 'starting' });
		expect(api).not.toHaveProperty('startedAt');
	});

	test('an engine that does not answer is an error', async () => {
		docker.answers([{ when: 'ps', stderr: 'Cannot connect to the Docker daemon', exit: 1 }]);
		await expect(listContainers(docker.engine, project)).rejects.toThrow(/Cannot connect/);
	});

	test('a container that is gone between listing and look is listed anew', async () => {
		docker.answers([
			{ when: 'ps --all --quiet', stdout: 'a\n' },
			{ when: 'container inspect a', stderr: 'Error response from daemon: No such container: a', exit: 1 },
		]);
		const listed = listContainers(docker.engine, project);
		while (!docker.calls().some((words) => words[0] === 'container'))
			await new Promise((done) => setTimeout(done, 20));
		docker.answers([
			{ when: 'ps --all --quiet', stdout: 'b\n' },
			{ when: 'container inspect b', stdout: JSON.stringify([container('b', 'api')]) },
			{ when: 'container inspect a', stderr: 'Error response from daemon: No such container: a', exit: 1 },
		]);
		expect((await listed).map((found) => [found.service, found.container.Id])).toEqual([['api', 'b']]);
	});
});

test('mounts: binds and volumes, not what lives in memory', () => {
	const mounts = [
		{ Type: 'bind', Source: '/opt/specivo/data', Destination: '/app/data' },
		{ Type: 'volume', Source: '/var/lib/docker/volumes/x/_data', Destination: '/data' },
		{ Type: 'tmpfs', Source: '', Destination: '/tmp' },
	];
	expect(mountsOf([{ service: 'api', container: container('a', 'api', { Mounts: mounts }) }])).toEqual([
		{ service: 'api', source: '/opt/specivo/data', target: '/app/data' },
		{ service: 'api', source: '/var/lib/docker/volumes/x/_data', target: '/data' },
	]);
	expect(mountsOf([{ service: 'api', container: container('a', 'api', { Mounts: null }) }])).toEqual([]);
});
