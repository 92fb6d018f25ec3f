import type { Notice } from '../run/events.ts';
import { formatDuration } from '../text/duration.ts';
import { endingDoes, lockSentences } from './activity-words.ts';
import type { DatabaseWork } from './judge-activity.ts';

/** A wait for a lock that the operator was told of: who waits for whom, and since when, milliseconds. */
export type ToldLock = { readonly whom: string; readonly since: number };

/** Every change of a table waits for a moment: a wait is worth a word from here on. Milliseconds. */
const worth = 5000;

/**
 * What to tell after one more look at the database: once when a lock holds the start up, again when others hold it, and
 * once when it does no longer.
 * @param endSession the command by which the operator may end a session
 */
export function nextLockNotice(
	told: ToldLock | undefined,
	work: DatabaseWork,
	now: number,
	serviceAt: (address: string) => string | undefined,
	endSession: (holder: Extract<DatabaseWork, { is: 'waiting for a lock' }>['holders'][number]) => string,
): { readonly told: ToldLock | undefined; readonly notice?: Notice } {
	if (work.is !== 'waiting for a lock') {
		if (!told) return { told };
		const text = [`No lock holds the start up any more, after ${formatDuration(now - told.since)}.`];
		return { told: undefined, notice: { text, commands: [], commandsDo: '', open: false } };
	}
	const { session, holders, prepared } = work;
	const waited = session.statementAge ?? worth;
	if (!told && waited < worth) return { told };
	const whom = JSON.stringify([session.pid, holders.map(({ pid }) => pid), prepared]);
	if (told?.whom === whom) return { told };
	return {
		told: { whom, since: told?.since ?? now - waited },
		notice: {
			text: lockSentences(work, serviceAt),
			commands: holders.map(endSession),
			commandsDo: endingDoes,
			open: true,
		},
	};
}
