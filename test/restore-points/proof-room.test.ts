import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { enginePlace } from '../../source/restore-points/engine-place.ts';
import { startProofServer } from '../../source/restore-points/postgres/proof-container.ts';
import { demandRoom, roomMissing } from '../../source/restore-points/proof-room.ts';
import { NotStarted } from '../../source/restore-points/throw-away-server.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';

let docker: StubDocker;
beforeEach(() => {
	docker = stubDocker();
});
afterEach(() => docker.remove());

const answer = (address: string, name = hostname(), options: readonly string[] = []) =>
	docker.answers([
		{ when: 'context inspect', stdout: JSON.stringify([{ Endpoints: { docker: { Host: address } } }]) },
		{
			when: 'info',
			stdout: JSON.stringify({ Name: name, DockerRootDir: tmpdir(), SecurityOptions: options }),
		},
	]);
const context = () => ({ engine: docker.engine });

test.each<[string, string, string, readonly string[], object]>([
	['on this host', 'unix:///var/run/docker.sock', hostname(), [], { root: tmpdir() }],
	['behind SSH', 'ssh://nas', hostname(), [], { problem: 'the engine is reached over ssh://nas' }],
	[
		'behind a forwarded socket',
		'unix:///run/nas.sock',
		'nas',
		[],
		{ problem: `the engine runs on nas, and this is ${hostname()}` },
	],
	[
		'rootless',
		'unix:///run/user/1000/docker.sock',
		hostname(),
		['name=rootless'],
		{ problem: expect.stringContaining('rootless') },
	],
])('an engine %s', async (_where, address, name, options, expected) => {
	answer(address, name, options);
	expect(await enginePlace(context())).toEqual(expected);
	expect(await enginePlace(context())).toEqual(expected);
	expect(docker.calls()).toHaveLength(2);
});

describe('room for a proof', () => {
	test('that is missing is told with its size, and proves nothing wrong', async () => {
		answer('unix:///var/run/docker.sock');
		expect(await roomMissing(context(), 1)).toBeUndefined();
		expect(await roomMissing(context(), 2 ** 60)).toMatch(
			/^about 1024 PiB are needed where the engine keeps its containers \(.*\), and [\d.]+ \w+ are free, of which [\d.]+ \w+ have to stay$/,
		);
		await expect(demandRoom(context(), 2 ** 60)).rejects.toBeInstanceOf(NotStarted);
	});

	test('on the disk of another host cannot be told', async () => {
		answer('ssh://nas');
		expect(await roomMissing(context(), 2 ** 60)).toBeUndefined();
	});
});

test('stopped while a physical copy is copied for its start: the container that copies is removed', async () => {
	const root = await mkdtemp(join(tmpdir(), 'lockkeeper-fill-'));
	const log = join(root, 'log');
	const executable = join(root, 'docker');
	await writeFile(
		executable,
		`#!/bin/sh\necho "$*" >> ${log}\ncase "$1" in run) echo c0ffee;; wait) exec sleep 30;; esac\n`,
	);
	await chmod(executable, 0o755);
	const stop = new AbortController();
	const begun = startProofServer(
		{
			engine: { executable, options: [], environment: {} },
			project: { directory: root, envFiles: [] },
			run: 'test',
			onProgress: () => {},
			signal: stop.signal,
		},
		{ image: 'i', name: 'n', user: 'u', preload: '', copyOf: '/copy' },
	);
	const failed = expect(begun).rejects.toThrow();
	await expect.poll(() => readFile(log, 'utf8').catch(() => '')).toContain('wait c0ffee');
	stop.abort();
	await failed;
	expect(await readFile(log, 'utf8')).toContain('rm --force --volumes c0ffee');
	await rm(root, { recursive: true });
});
