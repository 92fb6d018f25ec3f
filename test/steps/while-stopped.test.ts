import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { whileStopped } from '../../source/steps/while-stopped.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { contextFixture, stackFixture } from './context-fixture.ts';

let directory: string;
let docker: StubDocker;
let noted: Record<string, string>[];
beforeEach(() => {
	docker = stubDocker();
	noted = [];
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-stopped-'));
	for (const name of ['docker-compose.yml', '.env']) writeFileSync(join(directory, name), '');
});
afterEach(() => {
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});

const container = (service: string, Status: string) => ({
	...{ Id: service, Image: 'sha256:1', State: { Status, ExitCode: 0 } },
	Config: { Image: 'app:1', Labels: { 'com.docker.compose.service': service } },
});
/** The engine tells these states, whenever it is asked; a start fails with this. */
const tells = (states: Readonly<Record<string, string>>, start: { stderr?: string; exit?: number } = {}) =>
	docker.answers([
		{ when: 'ps --all', stdout: Object.keys(states).join('\n') },
		{
			when: 'container inspect',
			stdout: JSON.stringify(Object.entries(states).map(([name, state]) => container(name, state))),
		},
		{ when: ' stop ' },
		{ when: ' start ', ...start },
	]);
const acts = () =>
	docker
		.calls()
		.map((words) => words.slice(words.findIndex((word) => word === 'stop' || word === 'start')))
		.filter(([first]) => first === 'stop' || first === 'start');
const during = <T>(
	work: () => Promise<T>,
	{
		services = ['api', 'web'],
		outputs = {} as Record<string, string>,
		signal = new AbortController().signal,
	} = {},
) => {
	const context = contextFixture(stackFixture(directory, docker.engine), {
		...{ outputs, signal, note: (notes) => noted.push({ ...notes }) },
	});
	return whileStopped(context, services, work);
};

test('an app of which nothing has to stop: no engine is asked', async () => {
	expect(await during(async () => 'done', { services: [] })).toBe('done');
	expect(docker.calls()).toEqual([]);
});

test('what runs stops, is noted before, and starts again; what did not run stays down', async () => {
	tells({ api: 'running', web: 'exited' });
	const result = await during(async () => {
		expect(noted).toEqual([{ stopped: 'api' }]);
		return acts();
	});
	expect(result).toEqual([['stop', 'api']]);
	expect(acts()).toEqual([
		['stop', 'api'],
		['start', 'api'],
	]);
	expect(noted).toEqual([{ stopped: 'api' }, { stopped: '', restarted: 'api' }]);
});

test('nothing of it runs: nothing is started either', async () => {
	tells({ api: 'exited' });
	expect(await during(async () => 'done')).toBe('done');
	expect(acts()).toEqual([]);
});

test('after a kill, what was noted is started, though it does not run now', async () => {
	tells({ api: 'exited', web: 'running' });
	docker.answers([
		{ when: 'ps --all', stdout: 'api' },
		{ when: 'container inspect', stdout: JSON.stringify([container('api', 'running')]) },
		{ when: ' stop ' },
		{ when: ' start ' },
	]);
	await during(async () => {}, { outputs: { 'restore-point.stopped': 'api' } });
	expect(acts().at(-1)).toEqual(['start', 'api']);
});

test('work that fails, or that the operator stops, starts it all the same, and is what is told', async () => {
	tells({ api: 'running' });
	const stopper = new AbortController();
	const work = async () => {
		stopper.abort(new Error('the operator asked: stop'));
		throw stopper.signal.reason;
	};
	await expect(during(work, { signal: stopper.signal })).rejects.toThrow('the operator asked: stop');
	expect(acts().at(-1)).toEqual(['start', 'api']);
	expect(noted.at(-1)).toEqual({ stopped: '', restarted: 'api' });
});

test('what does not start is named, and stays noted', async () => {
	tells({ api: 'running' }, { stderr: 'no space left on device', exit: 1 });
	await expect(during(async () => {})).rejects.toMatchObject({
		exit: 3,
		message: expect.stringMatching(
			/^api had been stopped to be saved, and did not come up again: .*no space left/,
		),
		advice: expect.arrayContaining([expect.stringContaining('docker compose start api')]),
	});
	expect(noted).toEqual([{ stopped: 'api' }]);
});
