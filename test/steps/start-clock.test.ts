import { describe, expect, test } from 'vitest';
import { nextStartClock, type StartClock, startClock } from '../../source/steps/start-clock.ts';

type Seen = Parameters<typeof nextStartClock>[1];

const starting: Seen = {
	state: 'starting',
	restarts: 0,
	revision: '0020',
	up: 'running',
	http: ['/ does not answer (ECONNREFUSED)'],
	log: [],
	logDone: false,
};
const well: Seen = {
	...starting,
	state: 'healthy',
	revision: '0023',
	up: 'done',
	http: [],
	log: ['a'],
	logDone: true,
};

/** The clock after looks a second apart; the restart began at 0, the first look is at 1000. */
const watch = (...looks: readonly Seen[]): StartClock =>
	looks.reduce((clock, seen, index) => nextStartClock(clock, seen, (index + 1) * 1000), startClock(0, 500));

describe('what counts as movement', () => {
	test.each<[string, Partial<Seen>, boolean]>([
		['one more line in the log', { log: ['Waiting for database...'] }, true],
		['another state', { state: 'healthy' }, true],
		['another revision', { revision: '0021' }, true],
		['a restart', { restarts: 1 }, true],
		['the command that started all ended', { up: 'done' }, true],
		['another HTTP answer alone', { http: ['/ answers 502, expected 302'] }, false],
		['nothing', {}, false],
	])('%s', (_condition, change, moves) => {
		const clock = watch(starting, starting, starting, { ...starting, ...change });
		expect(clock.movedAt).toBe(moves ? 4000 : 1000);
	});

	test('the database at work for the start, until the log says that it is over', () => {
		const seen = [
			starting,
			starting,
			{ ...starting, databaseMovedAt: 2700 },
			{ ...starting, databaseMovedAt: 2700 },
		];
		expect(watch(...seen).movedAt).toBe(2700);
		expect(watch(well, well, { ...well, databaseMovedAt: 2700 }).movedAt).toBe(1000);
	});

	test('a line more when so many came before that only the newest are kept', () => {
		const full: Seen = { ...starting, log: ['a', 'b'], newestLineAt: '2026-06-15T02:00:01Z' };
		expect(watch(full, full, { ...full, newestLineAt: '2026-06-15T02:00:02Z' }).movedAt).toBe(3000);
	});

	test('lines of a log that is complete are Lockkeeper’s own requests, and no sign of life', () => {
		const degraded: Seen = {
			...well,
			http: ['/health/ answers 200, but “status” is “degraded”, expected “ok”'],
		};
		const clock = watch(
			degraded,
			{ ...degraded, log: ['a', 'GET /health/'] },
			{ ...degraded, log: ['a', 'GET', 'GET'] },
		);
		expect(clock.movedAt).toBe(1000);
	});
});

describe('when the last line came', () => {
	test('counts lines alone, from the beginning on', () => {
		expect(watch(starting, starting).lineAt).toBe(500);
		const line: Seen = { ...starting, log: ['a'] };
		expect(watch(starting, line, { ...line, state: 'healthy', databaseMovedAt: 2900 }).lineAt).toBe(2000);
	});
});

describe('since when container and log are in order', () => {
	test('from the first look at which both are', () => {
		expect(watch(starting, { ...well, http: ['x'] }, { ...well, http: ['x'] }).calmSince).toBe(2000);
	});

	test.each<[string, Partial<Seen>]>([
		['the container fell back', { state: 'starting' }],
		['the container is unhealthy', { state: 'unhealthy' }],
		['the log is open', { logDone: false }],
	])('not while %s', (_condition, change) => {
		expect(watch(well, { ...well, ...change }).calmSince).toBeUndefined();
	});

	test('after a fall back it counts anew', () => {
		expect(watch(well, { ...well, state: 'starting' }, well).calmSince).toBe(3000);
	});

	test('a container without a health check counts as in order', () => {
		expect(watch({ ...well, state: 'no check' }).calmSince).toBe(1000);
	});
});

describe('downtime', () => {
	test('counts from the moment the restart began, not from the first look', () => {
		expect(watch(starting, starting, well).downtime).toBe(3000);
	});

	test('is not told before the app answered as expected', () => {
		expect(watch(starting, starting)).toMatchObject({ downtime: 0, downSince: 0 });
	});

	test('does not grow while the app serves', () => {
		expect(watch(well, well, well)).toMatchObject({ downtime: 1000, downSince: undefined });
	});

	test('adds up over a second outage', () => {
		expect(watch(well, well, starting, starting, well).downtime).toBe(1000 + 2000);
	});
});
