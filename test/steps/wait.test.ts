// Touches the world: a program that answers in docker's place, and a clock that is set.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clockShift, momentNow } from '../../source/host/moment.ts';
import type { LogLine, ServiceLogs } from '../../source/steps/service-logs.ts';
import { up } from '../../source/steps/up.ts';
import { wait } from '../../source/steps/wait.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { specivoRunbook } from '../survey/facts-fixture.ts';
import { contextFixture, stackFixture, stepFixture } from './context-fixture.ts';

const hour = 3_600_000;
const begin = new Date('2026-06-15T02:10:00.000Z');
let docker: StubDocker;
let directory: string;
let lines: LogLine[];
beforeEach(() => {
	vi.useFakeTimers({ toFake: ['Date'], now: begin });
	docker = stubDocker();
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-wait-'));
	for (const name of ['docker-compose.yml', '.env']) writeFileSync(join(directory, name), '');
	lines = [];
});
afterEach(() => {
	vi.useRealTimers();
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});

/** Somebody sets the clock, by milliseconds. */
const setClock = (by: number) => vi.setSystemTime(Date.now() + by);

/** Counts its own lines, as the real one stamps them. */
const logs: ServiceLogs = {
	follow: () => {},
	lines: () => lines,
	count: () => lines.length,
	file: (service) => service,
	close: async () => {},
};
const say = (text: string) => lines.push({ at: new Date().toISOString(), text, shift: clockShift() });

const answers = (startedAt: string) => [
	{ when: 'ps --all', stdout: 'one' },
	{
		when: 'container inspect',
		stdout: JSON.stringify([
			{
				...{ Id: 'one', Image: 'i', RestartCount: 0 },
				State: { Status: 'running', ExitCode: 0, StartedAt: startedAt },
				Config: {
					Image: 'specivo/specivo:0.1.10',
					Labels: { 'com.docker.compose.service': 'api' },
				},
				NetworkSettings: { Networks: {} },
			},
		]),
	},
	{ when: 'pg_stat_activity', stdout: JSON.stringify({ bytes: 1, sessions: [] }) },
	{ when: 'exec', stdout: '0020' },
	{ when: 'up --detach' },
];

const contextOf = (outputs: Readonly<Record<string, string>>) => {
	const migrations = { ...specivoRunbook.migrations, quiet: 60 };
	const runbook = { ...specivoRunbook, migrations, verify: [] };
	return contextFixture(stackFixture(directory, docker.engine, { runbook }), {
		logs,
		outputs: { 'pull.head': '0020', ...outputs },
	});
};

test.each([
	['on', hour],
	['back', -hour],
])(
	'a clock that is set %s by an hour in the middle of a start fails nothing and hides nothing',
	async (_how, by) => {
		docker.answers(answers('2026-06-15T02:10:00Z'));
		const restart = momentNow();
		const context = contextOf({
			'up.began': restart.at,
			'up.steady': restart.steady,
			'up.started': 'before',
		});
		say('Running upgrade 0019 -> 0020, add anonymous');
		const waiting = wait.act(context, stepFixture('wait', { version: '0.1.10' }));
		waiting.catch(() => {});
		await sleep(1200);
		setClock(by);
		// Long enough for a few looks after it: none of them may call it stuck.
		await sleep(1800);
		say('Application startup complete');
		const { detail, outputs } = await waiting;
		expect(detail).toMatch(/^0\.1\.10 up after \d+ s: .* log complete/);
		expect(Number(outputs?.downtime)).toBeGreaterThanOrEqual(0);
		expect(Number(outputs?.downtime)).toBeLessThan(60_000);
		expect(outputs?.migrations).toBe('1');
	},
);

test('a container that started after the restart is not taken for an old one because the clock was set back', async () => {
	// By the clock it started an hour before the restart that recreated it.
	docker.answers(answers('2026-06-15T01:10:03Z'));
	const restart = momentNow();
	const context = contextOf({
		'up.began': restart.at,
		'up.steady': restart.steady,
		'up.started': '2026-06-15T00:00:00Z',
	});
	setClock(-hour);
	say('Running upgrade 0019 -> 0020, add anonymous');
	let ended = false;
	const waiting = wait.act(context, stepFixture('wait', { version: '0.1.10' })).finally(() => {
		ended = true;
	});
	waiting.catch(() => {});
	await sleep(2000);
	expect(ended).toBe(false);
	say('Application startup complete');
	expect((await waiting).detail).toContain('log complete');
});

test('what the old container said until it was stopped is none of the new one’s', async () => {
	docker.answers(answers('2026-06-15T02:10:05Z'));
	const restart = momentNow();
	const context = contextOf({ 'up.began': restart.at, 'up.steady': restart.steady, 'up.started': 'before' });
	const { migrations } = context.stack.runbook;
	const stack = {
		...context.stack,
		runbook: { ...context.stack.runbook, migrations: { ...migrations, failed: ['migration 3 failed'] } },
	};
	const written = (at: string, text: string) => lines.push({ at, text, shift: clockShift() });
	written('2026-06-15T02:10:01Z', 'migration 3 failed: UNIQUE constraint failed');
	written('2026-06-15T02:10:06Z', 'Application startup complete');
	const step = stepFixture('wait', { version: '0.1.10' });
	expect((await wait.act({ ...context, stack }, step)).detail).toContain('log complete');
	written('2026-06-15T02:10:07Z', 'migration 3 failed: UNIQUE constraint failed');
	await expect(wait.act({ ...context, stack }, step)).rejects.toThrow(
		'the app started although its log says: migration 3 failed',
	);
});

test('one that `up` left alone is known by the time it started', async () => {
	docker.answers(answers('2026-06-15T00:00:00Z'));
	const context = contextOf({});
	const { outputs } = await up.act(context, stepFixture('up', { version: '0.1.10' }));
	expect(outputs).toMatchObject({
		began: begin.toISOString(),
		started: '2026-06-15T00:00:00Z',
		restarts: '0',
	});
	const again = contextOf({ 'up.began': outputs?.began ?? '', 'up.started': outputs?.started ?? '' });
	expect((await wait.act(again, stepFixture('wait', { version: '0.1.10' }))).detail).toContain(
		'log complete',
	);
});
