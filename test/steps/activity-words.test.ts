import { describe, expect, test } from 'vitest';
import { lockSentences, seenWords, waitingNote } from '../../source/steps/activity-words.ts';
import type { ActivitySeen, DatabaseWork } from '../../source/steps/judge-activity.ts';
import { migration, serviceAt, terminal } from './activity-fixture.ts';

const working: DatabaseWork = { is: 'working', session: migration(), grew: 0 };
const waiting = {
	is: 'waiting for a lock',
	session: migration({ wants: 'issues', blockedBy: [123] }),
	holders: [terminal()],
	prepared: false,
} as const satisfies DatabaseWork;
const idle: DatabaseWork = { is: 'idle', sessions: [] };
const seen = (work: DatabaseWork): ActivitySeen => ({ at: 0, work });
const note = (work: DatabaseWork | undefined, silentFor = 4000) =>
	waitingNote(['log', 'schema'], work && seen(work), silentFor);

describe('the line of progress', () => {
	test.each<[string, string, string]>([
		['nobody looked yet', note(undefined), 'for log, schema'],
		['all but the start is in order', waitingNote([], undefined, 4000), 'for docker compose up to end'],
		['the same on a platform', waitingNote([], undefined, 4000, 'machine'), 'for the deployment to end'],
		['a statement runs', note(working), 'for log, schema; database at work: ALTER TABLE issues for 30 s'],
		[
			'it grows as well, and the log is silent for long',
			note({ ...working, grew: 3 * 1024 * 1024 }, 45_000),
			'for log, schema; database at work: ALTER TABLE issues for 30 s, grew by 3 MiB; last line of the log 45 s ago',
		],
		[
			'how far the server says it is',
			note({
				...working,
				session: migration({ statement: 'CREATE INDEX issues' }),
				progress: {
					...{ pid: 200, command: 'CREATE INDEX', relation: 'issues', phase: 'building index' },
					...{ done: 45, total: 90, mark: '' },
				},
			}),
			'for log, schema; database at work: CREATE INDEX issues for 30 s, CREATE INDEX of issues building index 50 %',
		],
		[
			'a lock is waited for: who holds it is all that matters',
			note(waiting),
			'for a lock that session 123 holds: psql, idle in transaction for 4 min',
		],
		[
			'nobody works',
			note(idle, 45_000),
			'for log, schema; nobody at work in the database; last line of the log 45 s ago',
		],
		[
			'somebody who may migrate does nothing',
			note({ is: 'idle', sessions: [migration({ state: 'idle in transaction' })] }),
			'for log, schema; nobody at work in the database (session 200 idle in transaction for 31 s)',
		],
		['the log moves', note(working, 900), 'for log, schema'],
	])('%s', (_condition, said, expected) => {
		expect(said).toBe(expected);
	});

	test('a database that could not be asked says why', () => {
		const refused = { at: 0, problem: 'FATAL:  the database system is starting up' };
		expect(waitingNote(['log'], refused, 4000)).toBe(
			'for log; the database could not be asked: FATAL:  the database system is starting up',
		);
	});
});

describe('a wait for a lock, in full', () => {
	test('says who waits for what, who holds it, since when, and what ending it would do', () => {
		expect(lockSentences(waiting, serviceAt)).toEqual([
			'No failure: session 200 (from api, ALTER TABLE issues) waits for a lock on issues, held by:',
			'session 123 (user ann, psql, by the local socket, idle in transaction, open for 4 min, last SELECT).',
		]);
	});

	test('an address of no container stays an address', () => {
		const [, held] = lockSentences({ ...waiting, holders: [terminal({ address: '10.0.0.9' })] }, serviceAt);
		expect(held).toContain('from 10.0.0.9');
	});

	test('what is hidden from the role is said to be', () => {
		const hidden = { ...terminal(), state: undefined, transactionAge: undefined, statement: undefined };
		const [, held] = lockSentences({ ...waiting, holders: [{ ...hidden, kind: undefined }] }, serviceAt);
		expect(held).toBe('session 123 (user ann, psql, what it does is hidden from us).');
	});

	test('a prepared transaction has no session to end', () => {
		const said = lockSentences({ ...waiting, holders: [], prepared: true }, serviceAt).join('\n');
		expect(said).toContain('ROLLBACK PREPARED');
	});

	test('a name made to move the cursor or fill the screen does neither', () => {
		const application = `\u001b[2J${'x'.repeat(500)}\nfoo`;
		const [, held = ''] = lockSentences({ ...waiting, holders: [terminal({ application })] }, serviceAt);
		expect(held).not.toMatch(/[\u001b\n]/);
		expect(held.length).toBeLessThan(250);
	});
});

test('a pool of idle sessions is not listed whole', () => {
	const pool = [1, 2, 3, 4, 5].map((pid) => migration({ pid, state: 'idle', transactionAge: undefined }));
	expect(seenWords(seen({ is: 'idle', sessions: pool }))).toBe(
		'nobody at work in the database (session 1 idle, session 2 idle, session 3 idle and 2 more)',
	);
});
