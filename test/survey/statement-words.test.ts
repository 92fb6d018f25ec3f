import { describe, expect, test } from 'vitest';
import { statementWords } from '../../source/survey/statement-words.ts';

describe('what a statement does, and on what', () => {
	test.each([
		['ALTER TABLE issues ADD COLUMN priority integer', 'ALTER TABLE issues'],
		['alter  table\n  only public.issues add column x text', 'ALTER TABLE public.issues'],
		['ALTER TABLE IF EXISTS "Odd Name" DROP COLUMN x', 'ALTER TABLE "Odd Name"'],
		['CREATE UNIQUE INDEX uq_slug ON wiki_pages (lower(slug))', 'CREATE UNIQUE INDEX wiki_pages'],
		['CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON public.t USING gin (b)', 'CREATE INDEX public.t'],
		['create index on t (a)', 'CREATE INDEX t'],
		['CREATE TABLE IF NOT EXISTS tags (id serial)', 'CREATE TABLE tags'],
		["UPDATE issues SET search_document = 'x'", 'UPDATE issues'],
		['DELETE FROM sessions WHERE token = $1', 'DELETE FROM sessions'],
		["INSERT INTO users (name) VALUES ('ann')", 'INSERT INTO users'],
		['COPY issues (id, title) FROM stdin', 'COPY issues'],
		['LOCK TABLE issues IN ACCESS EXCLUSIVE MODE', 'LOCK issues'],
		['TRUNCATE ONLY issues', 'TRUNCATE issues'],
		['REFRESH MATERIALIZED VIEW CONCURRENTLY totals', 'REFRESH MATERIALIZED VIEW totals'],
		['-- asked by the shop\n/* route=login */ UPDATE accounts SET x = 1', 'UPDATE accounts'],
	])('%s', (statement, words) => {
		expect(statementWords(statement)).toBe(words);
	});
});

describe('no value is ever shown', () => {
	const secret = 'hunter2-hunter2';
	test.each([
		[`SELECT * FROM users WHERE password = '${secret}'`, 'SELECT'],
		[`SELECT set_config('app.key', '${secret}', false)`, 'SELECT'],
		[`ALTER ROLE app PASSWORD '${secret}'`, 'ALTER ROLE'],
		[`CREATE USER "${secret}" PASSWORD '${secret}'`, 'CREATE USER'],
		[`SET app.key = '${secret}'`, 'SET'],
		[`WITH x AS (SELECT '${secret}') UPDATE t SET a = 1`, 'WITH'],
		[`EXECUTE statement ('${secret}')`, 'EXECUTE'],
		[`COPY (SELECT '${secret}') TO stdout`, 'COPY'],
		[`NOTIFY ${secret}`, 'NOTIFY'],
		[`/* ${secret} */ COMMIT`, 'COMMIT'],
		[`UPDATE '${secret}' SET broken`, 'UPDATE'],
		[`-- ${secret}`, undefined],
		[`/* ${secret}`, undefined],
		[`${secret}`, undefined],
		['<insufficient privilege>', undefined],
		['', undefined],
	])('%s', (statement, words) => {
		expect(statementWords(statement)).toBe(words);
		expect(statementWords(statement) ?? '').not.toContain(secret);
	});
});
