import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stop } from '../../source/steps/stop.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { contextFixture, stackFixture, stepFixture } from './context-fixture.ts';

let directory: string;
let docker: StubDocker;
beforeEach(() => {
	docker = stubDocker();
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-stop-'));
	for (const name of ['docker-compose.yml', '.env']) writeFileSync(join(directory, name), '');
});
afterEach(() => {
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});

const container = (service: string, Status: string) => ({
	...{ Id: service, Image: 'sha256:1', State: { Status, ExitCode: 0 } },
	Config: { Image: 'specivo/specivo:0.1.9', Labels: { 'com.docker.compose.service': service } },
});
const running = (states: Readonly<Record<string, string>>) =>
	docker.answers([
		{ when: 'ps --all', stdout: Object.keys(states).join('\n') },
		{
			when: 'container inspect',
			stdout: JSON.stringify(Object.entries(states).map(([name, state]) => container(name, state))),
		},
		{ when: 'stop' },
	]);
const act = async (outputs: Readonly<Record<string, string>> = {}) => {
	const noted: unknown[] = [];
	const context = contextFixture(stackFixture(directory, docker.engine), {
		outputs,
		// What stands in the journal must stand there before the first container stops.
		note: (notes) => noted.push({ notes, stopped: docker.calls().some((words) => words.includes('stop')) }),
	});
	return { ...(await stop.act(context, stepFixture('stop'))), noted };
};

test('what runs is noted before anything stops', async () => {
	running({ api: 'running', 'celery-worker': 'running', 'celery-beat': 'exited' });
	const { outputs, noted } = await act();
	expect(noted).toEqual([{ notes: { ran: 'api\ncelery-worker' }, stopped: false }]);
	expect(outputs).toEqual({ ran: 'api\ncelery-worker' });
});

test('after a kill in the middle, what ran is what was noted, not what is left of it', async () => {
	running({ api: 'exited', 'celery-worker': 'running', 'celery-beat': 'exited' });
	const { outputs, noted } = await act({ 'stop.ran': 'api\ncelery-worker' });
	expect([outputs, noted]).toEqual([{ ran: 'api\ncelery-worker' }, []]);
	expect(docker.calls().some((words) => words.includes('stop'))).toBe(true);
});
