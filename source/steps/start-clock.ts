import type { StartSignals } from './judge-start.ts';

/** What is remembered from look to look while a start is watched; times in milliseconds of one clock. */
export type StartClock = {
	/** What was seen last, as one text: tells whether anything moved. */
	readonly mark: string;
	/** When log, state or schema last changed, or the database was last seen at work for the start. */
	readonly movedAt: number;
	/** The newest line as it was seen last, and when another one came; the beginning before the first. */
	readonly line: string;
	readonly lineAt: number;
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
	line: '',
	lineAt: now,
	calmSince: undefined,
	doneSince: undefined,
	downSince: restartedAt,
	downtime: 0,
});

type Seen = Pick<StartSignals, 'state' | 'restarts' | 'revision' | 'up' | 'http' | 'log' | 'logDone'> & {
	/** True when what is looked at migrates and ends: the app starts after it. */
	readonly oneShot?: boolean;
	/** The engine's time of the newest line: only so many lines are kept, and their number stands still then. */
	readonly newestLineAt?: string | undefined;
	/** When the database was last seen to work for the start, or to wait for a lock for it. */
	readonly databaseMovedAt?: number | undefined;
};

/** The clock after one more look. */
export function nextStartClock(clock: StartClock, seen: Seen, now: number): StartClock {
	const { state, restarts, revision, up, http, log, logDone, newestLineAt, databaseMovedAt = 0 } = seen;
	const line = `${log.length} ${newestLineAt ?? ''}`;
	// Once the app serves, its log also tells of Lockkeeper's own requests: they are no sign of life.
	const mark = JSON.stringify([state, restarts, revision, up, logDone ? 'done' : line]);
	const begun = !seen.oneShot || up !== 'running';
	const inOrder = begun && logDone && (state === 'healthy' || state === 'no check');
	const serves = http.length === 0;
	return {
		mark,
		// And what it asks the database then is its daily work.
		movedAt: mark === clock.mark ? Math.max(clock.movedAt, logDone ? 0 : databaseMovedAt) : now,
		line,
		lineAt: line === clock.line || log.length === 0 ? clock.lineAt : now,
		calmSince: inOrder ? (clock.calmSince ?? now) : undefined,
		doneSince: logDone ? (clock.doneSince ?? now) : undefined,
		downSince: serves ? undefined : (clock.downSince ?? now),
		downtime: clock.downtime + (serves && clock.downSince !== undefined ? now - clock.downSince : 0),
	};
}
