import { describe, expect, test } from 'vitest';
import * as docker from '../../source/docker/arguments.ts';
import type { Command } from '../../source/docker/command.ts';
import { defaultEngine, type Engine } from '../../source/docker/engine.ts';

const engine = defaultEngine;
const project: docker.ComposeProject = { directory: '/opt/specivo', envFiles: ['.env', '.env.local'] };
const plain = { argv: ['docker'] };

const compose = (...rest: readonly string[]): Command => ({
	argv: ['docker', 'compose', '--env-file', '.env', '--env-file', '.env.local', ...rest],
	cwd: '/opt/specivo',
});

describe('of the stack, with its env files in order, in its directory', () => {
	test.each<[string, Command, Command]>([
		['config', docker.config(engine, project), compose('config', '--format', 'json')],
		[
			'ids of all containers, stopped ones too',
			docker.containerIds(engine, project),
			compose('ps', '--all', '--quiet'),
		],
		['pull', docker.pull(engine, project, ['api', 'worker']), compose('pull', 'api', 'worker')],
		[
			'up, by name and in the background',
			docker.up(engine, project, ['api', 'worker']),
			compose('up', '--detach', 'api', 'worker'),
		],
		['stop', docker.stop(engine, project, ['api']), compose('stop', 'api')],
		['start', docker.start(engine, project, ['api']), compose('start', 'api')],
		[
			'a program in a container, never with a TTY',
			docker.execute(engine, project, 'db', ['pg_dump', '-U', 'a b']),
			compose('exec', '-T', 'db', 'pg_dump', '-U', 'a b'),
		],
		['a service’s log', docker.serviceLog(engine, project, 'api'), compose('logs', '--follow', 'api')],
		['the table of containers', docker.containerTable(engine, project), compose('ps', '--all')],
	])('%s', (_call, command, expected) => {
		expect(command).toEqual(expected);
	});

	test('without env files, none is named', () => {
		expect(docker.config(engine, { directory: '/opt/specivo', envFiles: [] }).argv).toEqual([
			'docker',
			'compose',
			'config',
			'--format',
			'json',
		]);
	});
});

describe('of the engine', () => {
	test.each<[string, Command, readonly string[]]>([
		['version', docker.version(engine), ['version', '--format', '{{json .}}']],
		['info', docker.info(engine), ['info', '--format', '{{json .}}']],
		['Compose’s version', docker.composeVersion(engine), ['compose', 'version', '--short']],
		['containers by id', docker.inspectContainers(engine, ['a', 'b']), ['container', 'inspect', 'a', 'b']],
		[
			'images by reference',
			docker.inspectImages(engine, ['specivo/specivo:0.1.9']),
			['image', 'inspect', 'specivo/specivo:0.1.9'],
		],
		['a tag', docker.tagImage(engine, 'sha256:1', 'kept:1'), ['image', 'tag', 'sha256:1', 'kept:1']],
		['a log from its beginning', docker.followLog(engine, 'c1'), ['logs', '--follow', '--timestamps', 'c1']],
		[
			'a log from a moment on',
			docker.followLog(engine, 'c1', '2026-06-15T02:10:00Z'),
			['logs', '--follow', '--timestamps', '--since', '2026-06-15T02:10:00Z', 'c1'],
		],
		[
			'a program of an image: nothing is pulled, no network, nothing stays',
			docker.runOnce(engine, 'sha256:1', 'alembic', ['heads']),
			['run', '--rm', '--pull', 'never', '--network', 'none', '--entrypoint', 'alembic', 'sha256:1', 'heads'],
		],
		[
			'a throw-away container: nothing is pulled, no network, labelled',
			docker.runThrowAway(engine, {
				name: 'lockkeeper-proof-1',
				image: 'sha256:3',
				labels: { 'lockkeeper.proof': 'r1', 'lockkeeper.run': 'r1' },
				environment: { POSTGRES_HOST_AUTH_METHOD: 'trust' },
			}),
			[
				'run',
				'--detach',
				'--pull',
				'never',
				'--network',
				'none',
				'--name',
				'lockkeeper-proof-1',
				'--label',
				'lockkeeper.proof=r1',
				'--label',
				'lockkeeper.run=r1',
				'--env',
				'POSTGRES_HOST_AUTH_METHOD=trust',
				'sha256:3',
			],
		],
		[
			'a program in a container by id',
			docker.executeIn(engine, 'c1', ['psql', '-X']),
			['exec', '--interactive', 'c1', 'psql', '-X'],
		],
		[
			'removal with the volumes it made',
			docker.removeContainer(engine, 'c1'),
			['rm', '--force', '--volumes', 'c1'],
		],
		[
			'containers of a label',
			docker.containersWithLabel(engine, 'lockkeeper.proof=r1'),
			['ps', '--all', '--quiet', '--filter', 'label=lockkeeper.proof=r1'],
		],
	])('%s', (_call, command, rest) => {
		expect(command).toEqual({ argv: [...plain.argv, ...rest] });
	});
});

test('what selects the engine stands before every subcommand', () => {
	const nas: Engine = { executable: '/usr/local/bin/docker', options: ['--context', 'nas'], environment: {} };
	expect(docker.info(nas).argv.slice(0, 4)).toEqual(['/usr/local/bin/docker', '--context', 'nas', 'info']);
	expect(docker.stop(nas, project, ['api']).argv.slice(0, 4)).toEqual([
		'/usr/local/bin/docker',
		'--context',
		'nas',
		'compose',
	]);
});
