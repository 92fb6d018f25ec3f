import { describe, expect, test } from 'vitest';
import { isAtLeast, levelOf, tellsOfMigration } from '../../../source/wizard/logs/level.ts';
import { withoutTime } from '../../../source/wizard/logs/times.ts';

describe('the level a line gives itself', () => {
	test.each([
		['uvicorn', 'INFO:     Application startup complete.', 'info'],
		['uvicorn, a warning', 'WARNING:  StatReload detected changes', 'warning'],
		['uvicorn, an answer', 'INFO:     10.0.0.2:51234 - "GET /health HTTP/1.1" 200 OK', 'info'],
		['uvicorn, an answer that failed', 'INFO:     10.0.0.2:51234 - "GET / HTTP/1.1" 503 Service', 'warning'],
		['alembic', 'INFO  [alembic.runtime.migration] Running upgrade 0019 -> 0020, add a table', 'info'],
		['alembic, failed', 'ERROR [alembic.util.messaging] Can’t locate revision', 'error'],
		['python', '2026-06-15 03:00:00,123 - app.db - CRITICAL - no connection', 'error'],
		['python, in brackets', '[2026-06-15 03:00:00 +0000] [7] [WARNING] worker timeout', 'warning'],
		['celery', '[2026-06-15 03:00:00,123: ERROR/MainProcess] consumer: cannot connect', 'error'],
		['postgres', '2026-06-15 03:00:00.123 UTC [34] LOG:  checkpoint starting: time', 'info'],
		['postgres, an error', '2026-06-15 03:00:00.123 UTC [34] ERROR:  relation "x" does not exist', 'error'],
		[
			'postgres, fatal',
			'2026-06-15 03:00:00.123 UTC [34] FATAL:  the database system is starting up',
			'error',
		],
		['postgres, what it ran', '2026-06-15 03:00:00.123 UTC [34] STATEMENT:  select 1 -- ERROR', undefined],
		['nginx', '2026/06/15 03:00:00 [error] 7#7: *1 connect() failed (111: Connection refused)', 'error'],
		['nginx, a warning', '2026/06/15 03:00:00 [warn] 7#7: conflicting server name', 'warning'],
		[
			'nginx, access',
			'10.0.0.2 - - [15/Jun/2026:03:00:00 +0000] "GET / HTTP/1.1" 502 157 "-" "curl"',
			'warning',
		],
		[
			'nginx, access, well',
			'10.0.0.2 - - [15/Jun/2026:03:00:00 +0000] "GET / HTTP/1.1" 200 157 "-" "-"',
			undefined,
		],
		['JSON', '{"level":"error","msg":"no room"}', 'error'],
		['JSON after a time', '2026-06-15T03:00:00Z {"time":1,"severity":"WARN","message":"slow"}', 'warning'],
		['pino', '{"level":50,"time":1781492400000,"msg":"boom"}', 'error'],
		['pino, info', '{"level":30,"time":1781492400000,"msg":"ERROR is only a word here"}', 'info'],
		['JSON without', '{"msg":"level of water"}', undefined],
		['logfmt', 'time=2026-06-15T03:00:00Z level=warn msg="slow query"', 'warning'],
		['logfmt, quoted', 'ts=1 lvl="error" msg=x', 'error'],
		['traceback', 'Traceback (most recent call last):', 'error'],
		['exception', 'sqlalchemy.exc.OperationalError: (psycopg.OperationalError) timeout', 'error'],
		['node', 'TypeError: Cannot read properties of undefined', 'error'],
		['npm', 'npm ERR! code ENOENT', 'error'],
		['go', 'panic: runtime error: index out of range', 'error'],
		['lower case', 'error: unknown flag', 'error'],
		['a word in a sentence', 'no error so far, all INFOrmation is here', undefined],
		['a plain line', 'starting up', undefined],
		['empty', '', undefined],
	] as const)('%s', (_, line, level) => {
		expect(levelOf(line)).toBe(level);
	});

	test('a long line is looked at in front alone', () => {
		expect(levelOf(`${'x'.repeat(10_000)} ERROR y`)).toBeUndefined();
	});

	test.each([
		['error', 'warning', true],
		['warning', 'warning', true],
		['info', 'warning', false],
		['warning', 'error', false],
		[undefined, 'debug', false],
	] as const)('%s where %s is asked for: %s', (level, least, shown) => {
		expect(isAtLeast(level, least)).toBe(shown);
	});
});

test.each([
	['INFO  [alembic.runtime.migration] Running upgrade 0019 -> 0020, add a table', true],
	['Applying 3 migrations', true],
	['{"msg":"Migrating users"}', true],
	['the migratory birds', false],
	['GET /health 200', false],
])('%s tells of a migration: %s', (line, tells) => {
	expect(tellsOfMigration(line)).toBe(tells);
});

test.each([
	['2026-06-15T03:00:00.123456789Z one', 'one'],
	['2026-06-15 03:00:00,123 - app - INFO - one', 'app - INFO - one'],
	['2026-06-15 03:00:00.123 UTC [34] LOG:  one', '[34] LOG:  one'],
	['2026/06/15 03:00:00 [error] 7#7: one', '[error] 7#7: one'],
	['[2026-06-15 03:00:00 +0000] [7] [INFO] one', '[7] [INFO] one'],
	['1:M 15 Jun 2026 03:00:00.123 * one', '1:M 15 Jun 2026 03:00:00.123 * one'],
	['15 Jun 2026 03:00:00.123 * one', '* one'],
	['Jun 15 03:00:00 one', 'one'],
	['03:00:00 one', 'one'],
	['03:00:00', '03:00:00'],
	['no time at 03:00:00', 'no time at 03:00:00'],
	['', ''],
])('%j without its time is %j', (line, without) => {
	expect(withoutTime(line)).toBe(without);
});
