import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Ending } from '../../source/run/execute.ts';
import { createRun } from '../../source/run/run.ts';
import { startAgain } from '../../source/run/start-again.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { stackFixture, stepFixture } from '../steps/context-fixture.ts';

let directory: string;
let docker: StubDocker;
beforeEach(() => {
	docker = stubDocker();
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-again-'));
	writeFileSync(join(directory, 'docker-compose.yml'), '');
	writeFileSync(join(directory, '.env'), '');
});
afterEach(() => {
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});

const ended = (steps: readonly string[], ran: string, is: 'failed' | 'done' = 'failed'): Ending => ({
	...{ begun: new Set([...steps, 'pin']), ended: new Set(steps), outputs: { 'stop.ran': ran } },
	...(is === 'done' ? { is } : { is, step: stepFixture('ready'), reason: 'held open', advice: [] }),
});
const again = (ending: Ending) =>
	startAgain(createRun(new Date()), stackFixture(directory, docker.engine), ending);

test('what ran is started again when the way back ended after the stop, or the pin could not be changed', async () => {
	docker.answers([{ when: 'start' }]);
	expect(await again(ended(['stop', 'ready'], 'api\ncelery-beat'))).toEqual([
		'api and celery-beat started again.',
	]);
	expect(docker.calls()).toEqual([['compose', '--env-file', '.env', 'start', 'api', 'celery-beat']]);
});

test.each([
	['the pin was changed, and is of another version', ended(['stop', 'ready', 'pin'], 'api')],
	[
		'a swap was begun that pins nothing',
		{ ...ended(['stop', 'ready'], 'api'), begun: new Set(['stop', 'ready', 'swap']) },
	],
	['nothing ran before', ended(['stop', 'ready'], '')],
	['all was done', ended(['stop', 'ready'], 'api', 'done')],
])('nothing is started: %s', async (_condition, ending) => {
	expect(await again(ending)).toEqual([]);
	expect(docker.calls()).toEqual([]);
});

test('what does not start is named, and hides nothing', async () => {
	docker.answers([{ when: 'start', stderr: 'dependency failed to start', exit: 1 }]);
	expect((await again(ended(['stop', 'ready'], 'api')))[0]).toMatch(
		/^api could not be started again: .*dependency failed to start/,
	);
});
