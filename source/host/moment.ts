// Touches the world: reads the clock, and the one that nobody can set.
/**
 * A moment as text, beside its time of day. The process that noted it measures from it by the clock that nobody can
 * set; another one, which goes on with a killed run, by the time of day.
 */
export type Moment = { readonly at: string; readonly steady: string };

/** Now. */
export const momentNow = (): Moment => ({
	at: new Date().toISOString(),
	steady: `${performance.timeOrigin} ${performance.now()}`,
});

/** Milliseconds since a moment, never negative. */
export function millisecondsSince(moment: Moment): number {
	const own = ownTime(moment);
	return Math.max(0, own === undefined ? Date.now() - Date.parse(moment.at) : performance.now() - own);
}

/** Milliseconds by which somebody has set the clock on since this process began; back, when negative. */
export const clockShift = (): number => Date.now() - performance.timeOrigin - performance.now();

/** What `clockShift` was at a moment; undefined when another process noted it. */
export function shiftAt(moment: Moment): number | undefined {
	const own = ownTime(moment);
	return own === undefined ? undefined : Date.parse(moment.at) - performance.timeOrigin - own;
}

function ownTime({ steady }: Moment): number | undefined {
	const [origin, time] = steady.split(' ').map(Number);
	return origin === performance.timeOrigin && time !== undefined ? time : undefined;
}
