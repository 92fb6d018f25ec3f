import { expect, test } from 'vitest';
import { databaseReason, judgeStart, type StartSignals } from '../../source/steps/judge-start.ts';
import { nextStartClock, startClock } from '../../source/steps/start-clock.ts';
import { limits, signals } from './start-fixture.ts';

const judge = (changes: Partial<StartSignals>) =>
	judgeStart(signals({ state: 'no check', ...changes }), { ...limits, oneShot: true });
const silent = { state: 'exited', exitCode: 1, logDone: false, log: ['applying migrations...'] } as const;
const databaseLog = [
	'2026-11-26 16:00:00.000 UTC [7] ERROR:  relation "x" does not exist',
	'2026-11-26 16:00:01.000 UTC [9] ERROR:  could not create unique index "k"',
	'2026-11-26 16:00:01.000 UTC [9] DETAIL:  Key (a)=(1) is duplicated.',
	'2026-11-26 16:00:01.000 UTC [9] STATEMENT:  CREATE UNIQUE INDEX k ON t (a)',
];

test('ended well, and all else in order: the version is up', () => {
	expect(judge({})).toEqual({ is: 'up' });
});

test('ended well while the others start: not up, and not failed for answers that are not there yet', () => {
	const http = ['node in api fails'];
	expect(judge({ http, up: 'running' })).toMatchObject({ is: 'starting' });
	const seen = {
		state: 'no check',
		restarts: 0,
		revision: '1',
		http,
		log: [],
		logDone: true,
		oneShot: true,
	} as const;
	const clock = nextStartClock(startClock(0, 0), { ...seen, up: 'running' }, 50_000);
	expect(clock.calmSince).toBeUndefined();
	expect(nextStartClock(clock, { ...seen, up: 'done' }, 60_000).calmSince).toBe(60_000);
});

test('failed without a word: the newest error of the database’s log is the reason', () => {
	expect(judge({ ...silent, databaseLog })).toEqual({
		is: 'failed',
		reason:
			'the container ended with exit code 1: the database says ERROR: could not create unique index "k" DETAIL: Key (a)=(1) is duplicated.',
	});
});

test('its own reason counts before the database’s', () => {
	const verdict = judge({ ...silent, log: ['Error: no connection'], databaseLog });
	expect(verdict).toMatchObject({ reason: 'the container ended with exit code 1: Error: no connection' });
});

test('the reason may come a moment later, and may be nowhere', () => {
	expect(judge({ ...silent, quietFor: 100 })).toMatchObject({ is: 'starting' });
	expect(judge({ ...silent, quietFor: 2500 })).toEqual({
		is: 'failed',
		reason: 'the container ended with exit code 1 and gave no reason',
	});
});

test('an old image applies nothing and says that all is well: the schema tells', () => {
	expect(judge({ revision: '0020', calmFor: 20_000 })).toMatchObject({ is: 'failed' });
});

test('others that never answer: what they say, and how the command ended', () => {
	const up = { failed: 'container api is unhealthy' };
	expect(judge({ http: ['node in api does not say “200”'], up, calmFor: 20_000 })).toEqual({
		is: 'failed',
		reason: 'node in api does not say “200”; container api is unhealthy',
	});
});

test('a log without an error has no reason', () => {
	expect(databaseReason(['LOG:  checkpoint starting: time'])).toBeUndefined();
});
