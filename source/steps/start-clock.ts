import type { StartSignals } from './judge-start.ts';

/** What is remembered from look to look while a start is watched; times in milliseconds of one clock. */
export type StartClock = {
	/** What was seen last, as one text: tells whether anything moved. */
	readonly mark: string;
	readonly movedAt: number;
	/** Since when container and log are both in order; undefined while they are not. */
	readonly calmSince: number | undefined;
	/** Since when the log says that the start is over; undefined before. */
	readonly doneSince: number | undefined;
	/** Since when the answers are not as expected; undefined while they are. */
	readonly downSince: number | undefined;
	/** Sum of the times before. */
	readonly downtime: number;
};

/** @param restartedAt when the restart began: the app counts as down from there on */
export const startClock = (restartedAt: number, now: number): StartClock => ({
	mark: '',
	movedAt: now,
	calmSince: undefined,
	doneSince: undefined,
	downSince: restartedAt,
	downtime: 0,
});

type Seen = Pick<StartSignals, 'state' | 'restarts' | 'revision' | 'up' | 'http' | 'log' | 'logDone'>;

/** The clock after one more look. */
export function nextStartClock(clock: StartClock, seen: Seen, now: number): StartClock {
	const { state, restarts, revision, up, http, log, logDone } = seen;
	// Once the app serves, its log also tells of Lockkeeper's own requests: they are no sign of life.
	const mark = JSON.stringify([state, restarts, revision, up, logDone ? 'done' : log.length]);
	const inOrder = logDone && (state === 'healthy' || state === 'no check');
	const serves = http.length === 0;
	return {
		mark,
		movedAt: mark === clock.mark ? clock.movedAt : now,
		calmSince: inOrder ? (clock.calmSince ?? now) : undefined,
		doneSince: logDone ? (clock.doneSince ?? now) : undefined,
		downSince: serves ? undefined : (clock.downSince ?? now),
		downtime: clock.downtime + (serves && clock.downSince !== undefined ? now - clock.downSince : 0),
	};
}
