import { expect, test } from 'vitest';
import type { DatabaseWork } from '../../source/steps/judge-activity.ts';
import { nextLockNotice, type ToldLock } from '../../source/steps/lock-notice.ts';
import { migration, serviceAt, terminal } from './activity-fixture.ts';

const waits = (statementAge: number, ...pids: readonly number[]): DatabaseWork => ({
	is: 'waiting for a lock',
	session: migration({ wants: 'issues', blockedBy: pids, statementAge }),
	holders: pids.map((pid) => terminal({ pid })),
	prepared: false,
});
const works: DatabaseWork = { is: 'working', session: migration(), grew: 0 };
const next = (told: ToldLock | undefined, work: DatabaseWork, now: number) =>
	nextLockNotice(told, work, now, serviceAt, ({ pid }) => `end ${pid}`);

test('a wait of a moment is not worth a word', () => {
	expect(next(undefined, waits(4999, 123), 100_000)).toEqual({ told: undefined });
});

test('one that lasts is told once, with the command for each holder', () => {
	const first = next(undefined, waits(6000, 123, 124), 100_000);
	expect(first.notice).toMatchObject({ open: true, commands: ['end 123', 'end 124'] });
	expect(first.notice?.text.join(' ')).toContain('session 123 (user ann');
	const again = next(first.told, waits(11_000, 123, 124), 105_000);
	expect(again).toEqual({ told: first.told });
});

test('another holder is news, and the wait counts from its beginning', () => {
	const first = next(undefined, waits(6000, 123), 100_000);
	const other = next(first.told, waits(16_000, 125), 110_000);
	expect(other.notice).toMatchObject({ open: true, commands: ['end 125'] });
	expect(next(other.told, works, 124_000)).toEqual({
		told: undefined,
		notice: {
			text: ['No lock holds the start up any more, after 30 s.'],
			commands: [],
			commandsDo: '',
			open: false,
		},
	});
});

test('its end is told once, and nothing of a start that never waited', () => {
	expect(next(undefined, works, 100_000)).toEqual({ told: undefined });
});

test('a wait whose length the role may not see is told', () => {
	const hidden = waits(0, 123);
	const session = migration({ wants: 'issues', blockedBy: [123], statementAge: undefined });
	expect(next(undefined, { ...hidden, session } as DatabaseWork, 100_000).notice?.open).toBe(true);
});
