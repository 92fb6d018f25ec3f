import { describe, expect, test } from 'vitest';
import { activityQuestion, parseActivity } from '../../source/survey/activity-question.ts';

/** As PostgreSQL 17 answered, with a table of 400,000 rows that two sessions want. */
const superuser = JSON.stringify({
	bytes: 41596595,
	sessions: [
		{
			...{ pid: 81, here: true, kind: 'client backend', user: 'postgres', application: 'psql' },
			...{ address: '127.0.0.1', state: 'active', began: '2026-11-26 00:06:25.801918+00' },
			...{ age: 31935, transactionAge: 31932, statementAge: 31932, changedAge: 31932 },
			...{ statement: "ALTER TABLE t ADD COLUMN c text DEFAULT 'a secret'", wants: 't', blockedBy: [74] },
		},
		{
			...{ pid: 74, here: true, kind: 'client backend', user: 'postgres', application: 'psql' },
			...{ state: 'active', statement: "SELECT pg_sleep(60), 'secret-value'" },
		},
	],
	progress: [
		{ pid: 81, command: 'CREATE INDEX', relation: 't', phase: 'sorting', done: 3, total: 9, mark: 'a 3' },
	],
	copies: [{ pid: 90, command: 'COPY', done: 17, mark: '17 2' }],
});

describe('the answer', () => {
	test('names sessions, whom they wait for, and how far a statement is', () => {
		const { bytes, sessions, progress } = parseActivity(superuser);
		expect(bytes).toBe(41596595);
		expect(sessions[0]).toMatchObject({ pid: 81, wants: 't', blockedBy: [74], statement: 'ALTER TABLE t' });
		expect(sessions[1]).toMatchObject({ pid: 74, blockedBy: [], statement: 'SELECT' });
		expect(progress.map(({ command, mark }) => [command, mark])).toEqual([
			['CREATE INDEX', 'a 3'],
			['COPY', '17 2'],
		]);
	});

	test('keeps no value of a statement', () => {
		expect(JSON.stringify(parseActivity(superuser))).not.toMatch(/secret/);
	});

	test('to a role that may not see others: who waits for whom, and nothing else', () => {
		const { sessions } = parseActivity(
			'{"bytes":1,"sessions":[{"pid":81,"here":true,"user":"postgres","application":"psql","statement":"<insufficient privilege>","wants":"t","blockedBy":[74]},{"pid":74,"here":true,"statement":"<insufficient privilege>"}]}',
		);
		expect(sessions[0]).toMatchObject({ pid: 81, wants: 't', blockedBy: [74] });
		expect(sessions.map(({ statement, state }) => [statement, state])).toEqual([
			[undefined, undefined],
			[undefined, undefined],
		]);
	});

	test('of a database without any other session', () => {
		expect(parseActivity('{"bytes":7602703}')).toEqual({ bytes: 7602703, sessions: [], progress: [] });
	});

	test.each(['', 'psql: warning', '[]', '{"sessions":[{"pid":"x"}]}'])('“%s” is none', (answer) => {
		expect(() => parseActivity(answer)).toThrow();
	});
});

test('the question changes nothing, gives up by itself, and leaves no setting behind', () => {
	const question = activityQuestion(true);
	expect(question[0]).toBe('BEGIN READ ONLY');
	expect(question.slice(1, 3)).toEqual([
		"SET LOCAL statement_timeout = '3s'",
		"SET LOCAL lock_timeout = '500ms'",
	]);
	expect(question.at(-1)).toBe('COMMIT');
});
