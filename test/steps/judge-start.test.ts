import { describe, expect, test } from 'vitest';
import {
	failureReason,
	judgeStart,
	migrationsIn,
	type StartSignals,
} from '../../source/steps/judge-start.ts';
import { limits, recorded, signals } from './start-fixture.ts';

const judge = (changes: Partial<StartSignals>) => judgeStart(signals(changes), limits);

const refused = '/health/ does not answer (ECONNREFUSED)';
const degraded = '/health/ answers 200, but “status” is “degraded”, expected “ok”';
const uniqueViolation =
	'sqlalchemy.exc.IntegrityError: (psycopg.errors.UniqueViolation) could not create unique index "uq_wiki_pages_slug_key" DETAIL:  Key (project_id, slug_key)=(1, home) is duplicated.';

describe('up', () => {
	test.each<[string, Partial<StartSignals>]>([
		['container, log, HTTP and schema agree', {}],
		['without a health check, the log says the start is over', { state: 'no check' }],
		['long silence once all is in order', { quietFor: 10 * 60_000, calmFor: 10 * 60_000 }],
		['no image tells which schema it brings, and it can be read', { head: undefined, revision: '7' }],
		['the app tells no revision', { head: undefined, revision: undefined, hasRevision: false }],
		['an error line in a log of a start that went well', { log: ['ERROR: a cache was empty', 'done'] }],
	])('%s', (_condition, changes) => {
		expect(judge(changes)).toEqual({ is: 'up' });
	});
});

describe('starting, with what is open by name', () => {
	test.each<[string, Partial<StartSignals>, readonly string[]]>([
		['the health check has not passed yet', { state: 'starting' }, ['container']],
		['the log is not complete', { logDone: false }, ['log']],
		['HTTP does not answer as expected', { http: [refused] }, ['HTTP']],
		['the schema is behind', { revision: '0020' }, ['schema']],
		['the schema cannot be read just now', { revision: undefined }, ['schema']],
		[
			'it cannot be read, and no image tells which one it brings',
			{ head: undefined, revision: undefined },
			['schema'],
		],
		[
			'no check and no last log line: the container is open too',
			{ state: 'no check', logDone: false },
			['container', 'log'],
		],
		[
			'right after the restart',
			{ state: 'starting', logDone: false, http: [refused], revision: '0020', log: [] },
			['container', 'log', 'HTTP', 'schema'],
		],
		['all is in order, but the command that started it goes on', { up: 'running' }, []],
		['no container yet', { state: 'missing', logDone: false, up: 'running' }, ['container']],
		[
			'silent for long, while the database has not answered yet when it was asked',
			{ state: 'starting', logDone: false, quietFor: 180_000, unanswered: true },
			['container', 'log'],
		],
		['degraded, for less than the time to settle', { http: [degraded], calmFor: 19_999 }, ['HTTP']],
		['a schema behind, for less than the time to settle', { revision: '0022', calmFor: 19_999 }, ['schema']],
		[
			'silent, for less than the limit',
			{ state: 'starting', logDone: false, quietFor: 179_999 },
			['container', 'log'],
		],
		[
			'restarted twice without a reason',
			{ state: 'starting', logDone: false, restarts: 2, log: [] },
			['container', 'log'],
		],
		[
			'an error in the log of a container that goes on',
			{ state: 'starting', logDone: false, log: recorded('migration-fails') },
			['container', 'log'],
		],
		[
			'a one-off end with exit code 0',
			{ state: 'exited', exitCode: 0, logDone: false, log: [] },
			['container', 'log'],
		],
		// With a restart policy the engine brings it back at once; only the reason or the count makes it a failure.
		[
			'between two restarts, without a word',
			{ state: 'restarting', exitCode: 1, restarts: 1, logDone: false, log: [] },
			['container', 'log'],
		],
	])('%s', (_condition, changes, open) => {
		expect(judge(changes)).toEqual({ is: 'starting', open });
	});
});

describe('failed, with the reason', () => {
	const ended = { logDone: false, http: [refused], revision: '0020', up: 'running' } as const;
	test.each<[string, Partial<StartSignals>, string]>([
		[
			'exited in a migration (log of the lab’s 0.3.0)',
			{ ...ended, state: 'exited', exitCode: 1, log: recorded('migration-fails') },
			`the container ended with exit code 1: ${uniqueViolation}`,
		],
		[
			'between two restarts',
			{ ...ended, state: 'restarting', exitCode: 1, restarts: 1, log: recorded('migration-fails') },
			`the container ended with exit code 1: ${uniqueViolation}`,
		],
		[
			'seen only once it ran again, when the engine tells 0 for its exit code',
			{ ...ended, state: 'starting', exitCode: 0, restarts: 1, log: recorded('migration-fails') },
			`the container ended: ${uniqueViolation}`,
		],
		[
			'an old image on a newer schema (log of the lab’s 0.1.10)',
			{ ...ended, state: 'exited', exitCode: 255, log: recorded('revision-unknown') },
			"the container ended with exit code 255: FAILED: Can't locate revision identified by '0024'",
		],
		[
			'exited without a word',
			{ ...ended, state: 'exited', exitCode: 137, log: ['Waiting for database...'] },
			'the container ended with exit code 137 and gave no reason',
		],
		[
			'a restart loop without a word',
			{ ...ended, state: 'restarting', exitCode: 1, restarts: 3, log: ['Waiting for database...'] },
			'the container started 3 times again and gave no reason',
		],
		[
			'a restart loop that always looks as if it just starts',
			{ ...ended, state: 'starting', restarts: 4, log: [] },
			'the container started 4 times again and gave no reason',
		],
		[
			'unhealthy (the lab’s 0.3.1)',
			{ state: 'unhealthy', http: ['/health/ answers 503, expected 200'] },
			'the container is unhealthy; /health/ answers 503, expected 200',
		],
		[
			'unhealthy with a reason in the log',
			{ state: 'unhealthy', http: [refused], log: recorded('module-missing') },
			'the container is unhealthy: ERROR:    Error loading ASGI app. Could not import module "specivo.missing".; /health/ does not answer (ECONNREFUSED)',
		],
		['degraded, with status 200 (the lab’s 0.3.2)', { http: [degraded], calmFor: 20_000 }, degraded],
		[
			'a swallowed migration: all is well but the schema',
			{ revision: '0020', calmFor: 20_000 },
			'the start is over, but the schema is at 0020 and not at 0023',
		],
		[
			'schema and HTTP both wrong: the schema is the cause',
			{ revision: '0020', http: [degraded], calmFor: 20_000 },
			'the start is over, but the schema is at 0020 and not at 0023',
		],
		[
			'stuck: nothing moves while the log is open',
			{
				state: 'starting',
				logDone: false,
				http: [refused],
				revision: '0020',
				up: 'running',
				quietFor: 180_000,
			},
			'nothing moved for 180 s: no line in the log, no change of state or schema; still open: container, log, HTTP, schema, docker compose up; /health/ does not answer (ECONNREFUSED)',
		],
		[
			'stuck, with what was seen in the database',
			{
				...{ state: 'starting', logDone: false, revision: '0020', quietFor: 180_000 },
				database: 'nobody at work in the database (session 45 idle in transaction for 5 min)',
			},
			'nothing moved for 180 s: no line in the log, no change of state or schema; still open: container, log, schema; nobody at work in the database (session 45 idle in transaction for 5 min)',
		],
		[
			'the command failed before there was a container',
			{
				state: 'missing',
				logDone: false,
				up: { failed: 'docker compose up ended with exit code 1: no such image' },
			},
			'docker compose up ended with exit code 1: no such image',
		],
		[
			'the command failed and the container never ran: it has no line in its log',
			{
				state: 'starting',
				log: [],
				logDone: false,
				up: { failed: 'docker compose up ended with exit code 1' },
			},
			'docker compose up ended with exit code 1',
		],
	])('%s', (_condition, changes, reason) => {
		expect(judge(changes)).toEqual({ is: 'failed', reason });
	});
});

test.each<[string, Partial<StartSignals>]>([
	['while it migrates', { logDone: false, doneFor: 0, revision: '0023', head: '0024', http: [refused] }],
	['while it seeds after the migration', { logDone: false, doneFor: 0, http: [refused] }],
	['in the moment after the start, before the next health check', { doneFor: 5000 }],
])('unhealthy %s is still starting, also when `up` has given it up', (_condition, changes) => {
	for (const up of [
		'running',
		{ failed: 'dependency failed to start: container api is unhealthy' },
	] as const) {
		expect(judge({ state: 'unhealthy', up, ...changes }).is).toBe('starting');
	}
});

test('a failure that the app swallowed is one, though everything else is in order', () => {
	const log = [
		'psycopg.errors.UniqueViolation: could not create unique index',
		'WARNING : migrations failed (see above)',
		'Application startup complete.',
	];
	expect(
		judgeStart(signals({ log, revision: '0022' }), { ...limits, failed: ['migrations failed'] }),
	).toEqual({
		is: 'failed',
		reason:
			'the app started although its log says: WARNING : migrations failed (see above); psycopg.errors.UniqueViolation: could not create unique index',
	});
	expect(judgeStart(signals({ log }), limits)).toEqual({ is: 'up' });
});

test('a failure in words of the app’s own is the reason of its end, and one that is known comes first', () => {
	const log = ['migrating: 3 titles are unique', 'migration 3 failed: UNIQUE constraint failed'];
	const judged = (changes: Partial<StartSignals>, failed: readonly string[]) =>
		judgeStart(signals({ log, logDone: false, ...changes }), { ...limits, failed });
	expect(judged({ state: 'restarting', exitCode: 1, restarts: 1 }, [' failed: '])).toEqual({
		is: 'failed',
		reason: 'the container ended with exit code 1: migration 3 failed: UNIQUE constraint failed',
	});
	expect(judged({ state: 'no check', exitCode: 0, restarts: 1 }, [' failed: '])).toEqual({
		is: 'failed',
		reason: 'the container ended: migration 3 failed: UNIQUE constraint failed',
	});
	const known = { log: [...log, 'sqlite3.IntegrityError: UNIQUE constraint failed: notes.title'] };
	expect(judged({ state: 'exited', exitCode: 1, ...known }, [' failed: '])).toEqual({
		is: 'failed',
		reason:
			'the container ended with exit code 1: sqlite3.IntegrityError: UNIQUE constraint failed: notes.title',
	});
	expect(judged({ state: 'restarting', exitCode: 1, restarts: 1 }, []).is).toBe('starting');
});

test('what depends on a service that `up` had given up is started once the service is up', () => {
	expect(judge({ up: { failed: 'dependency failed to start' } })).toEqual({
		is: 'start the rest',
		because: 'dependency failed to start',
	});
});

test('a migration that writes a line now and then is never judged failed, however long it takes', () => {
	const log: string[] = [
		'INFO  [alembic.runtime.migration] Running upgrade 0023 -> 0024, rebuild the search documents',
	];
	for (let minute = 0; minute < 600; minute++) {
		log.push(`rebuilt ${minute * 1000} of 600000 documents`);
		const verdict = judge({
			state: 'starting',
			logDone: false,
			http: [refused],
			revision: '0023',
			head: '0024',
			up: 'running',
			log,
			quietFor: 59_000,
		});
		expect(verdict.is).toBe('starting');
	}
});

describe('the reason in a log', () => {
	test.each<[string, readonly string[], string | undefined]>([
		['a database error: not its last line, a link', recorded('migration-fails'), uniqueViolation],
		[
			'alembic’s own last word',
			recorded('revision-unknown'),
			"FAILED: Can't locate revision identified by '0024'",
		],
		[
			'uvicorn’s',
			recorded('module-missing'),
			'ERROR:    Error loading ASGI app. Could not import module "specivo.missing".',
		],
		[
			'a refused password: what the server said, not the link below it',
			recorded('password-refused'),
			'sqlalchemy.exc.OperationalError: (psycopg.OperationalError) connection failed: connection to server at "192.168.32.2", port 5432 failed: FATAL:  password authentication failed for user "specivo"',
		],
		[
			'the entrypoint’s',
			['Waiting for database...', 'Database not available after 60 s'],
			'Database not available after 60 s',
		],
		[
			'a line of JSON on standard error',
			['schema sync: add column', '{"level":"error","event":"sync_failed","error":"duplicate key"}', 'bye'],
			'sync_failed: duplicate key',
		],
		['a start that went well', recorded('start-without-migration'), undefined],
		['no line at all', [], undefined],
		['an exception in the middle of a sentence', ['retrying after ValueError: x'], undefined],
		[
			'of several starts, the last one’s',
			['ValueError: first', 'Waiting for database...', 'KeyError: second'],
			'KeyError: second',
		],
	])('%s', (_condition, log, reason) => {
		expect(failureReason(log)).toBe(reason);
	});
});

describe('the migrations in a log', () => {
	test('each with where it leads from and to, in order', () => {
		expect(migrationsIn(recorded('migration-fails'))).toEqual([
			{ from: '0023', to: '0024', text: 'add tags' },
			{ from: '0024', to: '0025', text: 'make wiki slugs unique in any case' },
		]);
	});

	test('the first of an empty database leads from nothing; one may be without a text', () => {
		expect(migrationsIn(['Running upgrade  -> 0001, initial', 'Running upgrade 0001 -> 0002'])).toEqual([
			{ from: '', to: '0001', text: 'initial' },
			{ from: '0001', to: '0002', text: '' },
		]);
	});

	test('none in a start without migration', () => {
		expect(migrationsIn(recorded('start-without-migration'))).toEqual([]);
	});
});
