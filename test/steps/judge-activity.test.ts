import { describe, expect, test } from 'vitest';
import { judgeActivity } from '../../source/steps/judge-activity.ts';
import type { DatabaseActivity, DatabaseSession } from '../../source/survey/activity.ts';
import { activity, look, migration, terminal } from './activity-fixture.ts';

const judge = (...sessions: readonly DatabaseSession[]) => judgeActivity(look(activity(sessions)));
const between = { state: 'idle in transaction', statementAge: 900 };

describe('working', () => {
	test.each<[string, DatabaseSession]>([
		['a statement of the migrating container runs', migration()],
		['one from an address that no container has: a proxy, another host', migration({ address: '10.0.0.9' })],
		['one through the server’s socket, begun since the restart', migration({ address: undefined })],
		[
			'between two statements of a transaction, the last a moment ago',
			migration({ ...between, changedAge: 900 }),
		],
		['between two statements without a transaction', migration({ state: 'idle', changedAge: 900 })],
	])('%s', (_condition, session) => {
		expect(judge(session)).toMatchObject({ is: 'working', session: { pid: 200 } });
	});

	test('a statement that ended since a look that was long ago', () => {
		const now = activity([migration({ ...between, changedAge: 20_000 })]);
		expect(judgeActivity(look(now, { before: { activity: now, ago: 30_000 } })).is).toBe('working');
		expect(judgeActivity(look(now)).is).toBe('idle');
	});

	test('the database grows while somebody who may migrate is in it', () => {
		const session = migration({ ...between, changedAge: 90_000 });
		const before = { activity: activity([session]), ago: 5000 };
		const now = activity([session], { bytes: 1_400_000 });
		expect(judgeActivity(look(now, { before }))).toEqual({ is: 'working', grew: 400_000 });
	});

	test('its progress moves, when the role may not see what the session does', () => {
		const hidden = migration({ state: undefined, statement: undefined, statementAge: undefined });
		const at = (done: number): DatabaseActivity =>
			activity([hidden], {
				progress: [
					{ pid: 200, command: 'CREATE INDEX', relation: 'issues', done, total: 90, mark: `${done}` },
				],
			});
		const judged = (before: number) =>
			judgeActivity(look(at(40), { before: { activity: at(before), ago: 5000 } }));
		expect(judged(30)).toMatchObject({ is: 'working', progress: { done: 40, total: 90 } });
		expect(judged(40).is).toBe('idle');
	});

	test('another service that waits for the migration does not make it wait', () => {
		const worker = migration({ pid: 300, address: '172.18.0.6', wants: 'issues', blockedBy: [200] });
		expect(judge(worker, migration())).toMatchObject({ is: 'working', session: { pid: 200 } });
	});

	test('of two connections of the migration one works and the other waits for it', () => {
		const second = migration({ pid: 201, wants: 'issues', blockedBy: [200] });
		expect(judge(second, migration())).toMatchObject({ is: 'working', session: { pid: 200 } });
	});
});

describe('waiting for a lock', () => {
	const waiting = migration({ wants: 'issues', blockedBy: [123] });

	test('that a forgotten terminal holds', () => {
		expect(judge(waiting, terminal())).toEqual({
			is: 'waiting for a lock',
			session: waiting,
			holders: [terminal()],
			prepared: false,
		});
	});

	test('who holds it is at the head of the queue, not who stands before us in it', () => {
		const queued = terminal({ pid: 150, wants: 'issues', blockedBy: [123] });
		const judged = judge(migration({ wants: 'issues', blockedBy: [150] }), queued, terminal());
		expect(judged).toMatchObject({ holders: [{ pid: 123 }] });
	});

	test('also when the holder works, and may be taken for a migration itself', () => {
		const report = terminal({ state: 'active', age: 20_000 });
		expect(judge(waiting, report)).toMatchObject({ is: 'waiting for a lock', holders: [{ pid: 123 }] });
	});

	test('that an autovacuum or a session of another database holds', () => {
		const vacuum = terminal({ here: false, kind: 'autovacuum worker', state: 'active' });
		expect(judge(waiting, vacuum)).toMatchObject({ holders: [{ kind: 'autovacuum worker' }] });
	});

	test('that a prepared transaction holds, which has no session', () => {
		expect(judge(migration({ wants: 'issues', blockedBy: [0] }))).toMatchObject({
			is: 'waiting for a lock',
			holders: [],
			prepared: true,
		});
	});

	test('that another connection of the migration holds, which does nothing', () => {
		const other = migration({ pid: 201, ...between, changedAge: 90_000 });
		expect(judge(migration({ wants: 'issues', blockedBy: [201] }), other)).toMatchObject({
			is: 'waiting for a lock',
			holders: [{ pid: 201 }],
		});
	});

	test('when the holder was gone at the look, and when two wait for each other', () => {
		expect(judge(waiting)).toMatchObject({ is: 'waiting for a lock', holders: [] });
		const other = migration({ pid: 201, wants: 'wiki', blockedBy: [200] });
		expect(judge(migration({ wants: 'issues', blockedBy: [201] }), other)).toMatchObject({
			is: 'waiting for a lock',
			holders: [],
		});
	});

	test('when the role may see that it waits, and nothing else', () => {
		const hidden = { state: undefined, address: undefined, age: undefined, kind: undefined };
		expect(
			judge(migration({ ...hidden, wants: 'issues', blockedBy: [123] }), terminal(hidden)),
		).toMatchObject({
			is: 'waiting for a lock',
			holders: [{ pid: 123 }],
		});
	});
});

describe('idle', () => {
	test.each<[string, readonly DatabaseSession[]]>([
		['nobody is in the database', []],
		['a session that was there before the restart, idle', [terminal({ state: 'idle' })]],
		['one that was there before the restart, at work on something else', [terminal({ state: 'active' })]],
		['another service of the stack at work', [migration({ address: '172.18.0.6' })]],
		['a session of another database', [migration({ here: false })]],
		['the migration’s own, silent in its transaction', [migration({ ...between, changedAge: 90_000 })]],
		[
			'somebody’s pool that asks now and then',
			[migration({ address: '10.0.0.9', state: 'idle', changedAge: 900 })],
		],
		[
			'another service waits for a lock that a terminal holds',
			[migration({ address: '172.18.0.6', wants: 'issues', blockedBy: [123] }), terminal()],
		],
	])('%s', (_condition, sessions) => {
		expect(judge(...sessions).is).toBe('idle');
	});

	test('the database grows by what other services write', () => {
		const worker = migration({ address: '172.18.0.6' });
		const before = { activity: activity([worker]), ago: 5000 };
		expect(judgeActivity(look(activity([worker], { bytes: 9_000_000 }), { before })).is).toBe('idle');
	});

	test('the first look of all has nothing to compare with', () => {
		const now = activity([migration({ ...between, changedAge: 90_000 })]);
		expect(judgeActivity(look(now, { before: undefined })).is).toBe('idle');
	});
});

test('a second between our clock and the server’s does not make the migration older than its restart', () => {
	expect(judgeActivity(look(activity([migration({ age: 61_000 })]))).is).toBe('working');
});
