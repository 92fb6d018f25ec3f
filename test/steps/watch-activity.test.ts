import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isDue, watchActivity } from '../../source/steps/watch-activity.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { stackFixture } from './context-fixture.ts';

describe('the database is asked again', () => {
	test.each<[string, Parameters<typeof isDue>, boolean]>([
		['the log is silent, and nobody asked yet', [2000, Number.POSITIVE_INFINITY, 0], true],
		['the log moves', [1999, Number.POSITIVE_INFINITY, 0], false],
		['it was asked a moment ago', [60_000, 4999, 200], false],
		['it was asked a while ago', [60_000, 5000, 200], true],
		['a slow one is asked less often', [60_000, 19_999, 2000], false],
		['a slow one, a while later', [60_000, 20_000, 2000], true],
		['one that never answers is asked all the same', [60_000, 60_000, 15_000], true],
	])('%s: %s', (_condition, given, due) => {
		expect(isDue(...given)).toBe(due);
	});
});

describe('asked', () => {
	let docker: StubDocker;
	let directory: string;
	beforeEach(() => {
		docker = stubDocker();
		directory = mkdtempSync(join(tmpdir(), 'lockkeeper-watch-'));
		for (const name of ['docker-compose.yml', '.env']) writeFileSync(join(directory, name), '');
	});
	afterEach(() => {
		docker.remove();
		rmSync(directory, { recursive: true, force: true });
	});

	const place = { service: 'db', user: 'specivo', database: 'specivo' };
	const watch = () =>
		watchActivity(
			stackFixture(directory, docker.engine),
			place,
			performance.now() - 60_000,
			new AbortController().signal,
		);
	const answer = (...sessions: readonly object[]) => ({
		when: 'pg_stat_activity',
		stdout: JSON.stringify({ bytes: 1, sessions }),
	});
	const session = {
		...{ pid: 200, here: true, kind: 'client backend', address: '172.18.0.5', state: 'active', age: 30_000 },
		...{ statement: 'ALTER TABLE issues ADD x int', statementAge: 9000 },
	};
	/** Containers of two services with their addresses. */
	const engine = [
		{ when: 'ps --all', stdout: 'one\ntwo' },
		{
			when: 'container inspect',
			stdout: JSON.stringify(
				[
					['api', '172.18.0.5'],
					['celery-worker', '172.18.0.6'],
				].map(([service, IPAddress]) => ({
					...{ Id: service, Image: 'i', State: { Status: 'running', ExitCode: 0 } },
					Config: { Image: 'i', Labels: { 'com.docker.compose.service': service } },
					NetworkSettings: { Networks: { default: { IPAddress, GlobalIPv6Address: '' } } },
				})),
			),
		},
	];

	test('a session of the migrating container works', async () => {
		docker.answers([answer(session), ...engine]);
		const watched = watch();
		await watched.ask();
		expect(watched.seen()?.work).toMatchObject({
			is: 'working',
			session: { statement: 'ALTER TABLE issues' },
		});
		expect(watched.movedAt()).toBe(watched.seen()?.at);
		expect(watched.serviceAt('172.18.0.5')).toBe('api');
		await watched.close();
	});

	test('one of another service does not, and the engine is asked once for an address, also when nobody has it', async () => {
		const stranger = { ...session, pid: 300, address: '10.0.0.9', state: 'idle' };
		docker.answers([answer({ ...session, address: '172.18.0.6' }, stranger), ...engine]);
		const watched = watch();
		await watched.ask();
		await watched.ask();
		expect(watched.seen()?.work?.is).toBe('idle');
		expect(watched.movedAt()).toBeUndefined();
		expect(docker.calls().filter((words) => words.includes('ps'))).toHaveLength(1);
		await watched.close();
	});

	test.each([
		[
			'the server starts',
			2,
			'psql: error: FATAL:  the database system is starting up',
			'system is starting up',
		],
		['its container is gone', 1, 'service "db" is not running', 'service "db" is not running'],
		['the role may not', 1, 'ERROR:  permission denied for function x', 'permission denied'],
		['it says nothing', 1, '', 'psql failed without a word'],
	])('%s: that is no failure, and the reason alone is kept', async (_condition, exit, stderr, problem) => {
		docker.answers([{ when: 'pg_stat_activity', exit, stderr }]);
		const watched = watch();
		await watched.ask();
		expect(watched.seen()).toMatchObject({ problem: expect.stringContaining(problem) });
		expect(watched.seen()?.problem).not.toContain('SELECT');
		expect(watched.movedAt()).toBeUndefined();
		await watched.close();
	});

	test('what it last did at work stays known when it cannot be asked after it', async () => {
		docker.answers([answer(session), ...engine]);
		const watched = watch();
		await watched.ask();
		const moved = watched.movedAt();
		docker.answers([{ when: 'pg_stat_activity', exit: 2, stderr: 'FATAL: gone' }]);
		await watched.ask();
		expect(watched.seen()).toMatchObject({ problem: 'FATAL: gone' });
		expect(watched.movedAt()).toBe(moved);
		await watched.close();
	});

	test('a question without an answer is asked again before that is one', async () => {
		docker.answers([{ when: 'pg_stat_activity', exit: 2, stderr: 'FATAL: gone' }]);
		const watched = watch();
		expect(watched.unanswered()).toBe(false);
		const answers: boolean[] = [];
		for (let question = 0; question < 3; question++) {
			await watched.ask();
			answers.push(watched.unanswered());
		}
		expect(answers).toEqual([true, true, false]);
		docker.answers([answer(session), ...engine]);
		await watched.ask();
		docker.answers([{ when: 'pg_stat_activity', exit: 2, stderr: 'FATAL: gone' }]);
		await watched.ask();
		expect(watched.unanswered()).toBe(true);
		await watched.close();
	});

	test('its size is not asked again once the question took too long', async () => {
		const stderr = 'ERROR:  canceling statement due to statement timeout';
		docker.answers([{ when: 'CASE WHEN true', exit: 3, stderr }, answer(session), ...engine]);
		const watched = watch();
		await watched.ask();
		expect(watched.seen()).toMatchObject({ problem: stderr });
		await watched.ask();
		expect(watched.seen()?.work?.is).toBe('working');
		await watched.close();
	});

	test('an answer that is none is told as one', async () => {
		docker.answers([{ when: 'pg_stat_activity', stdout: 'hello' }]);
		const watched = watch();
		await watched.ask();
		expect(watched.seen()?.work).toBeUndefined();
		expect(watched.seen()?.problem).toContain('JSON');
		await watched.close();
	});

	test('in the background once the log is silent, and never twice at a time', async () => {
		docker.answers([answer(session), ...engine]);
		const watched = watch();
		watched.glance(1000);
		expect(watched.seen()).toBeUndefined();
		watched.glance(3000);
		watched.glance(3000);
		await watched.ask();
		expect(docker.calls().filter((words) => words.includes('psql'))).toHaveLength(1);
		await watched.close();
	});
});
