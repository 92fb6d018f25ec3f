import type { Hop } from '../releases/hops.ts';
import type { JournalEvent } from './events.ts';

/** Which of its hops a run is at. */
export type HopPosition = {
	/** From 1. */
	readonly number: number;
	/** All of them, in order. */
	readonly hops: readonly Hop[];
};

/** The events of each hop of a run, in order; what comes before the first hop belongs to it. A run that names none is one hop. */
export function hopsOf<E extends JournalEvent>(events: readonly E[]): readonly (readonly E[])[] {
	const starts = events.flatMap((event, index) => (event.type === 'hop' && event.number > 1 ? [index] : []));
	return [0, ...starts].map((start, index) => events.slice(start, starts[index]));
}

/** What the hop that a run is at has told so far. */
export const newestHop = <E extends JournalEvent>(events: readonly E[]): readonly E[] =>
	hopsOf(events).at(-1) ?? [];

/** Where a run of several hops is; undefined for a run of one. */
export const hopPosition = (events: readonly JournalEvent[]): HopPosition | undefined =>
	events.findLast((event) => event.type === 'hop');

/** The version that the hop before has verified in the same run; undefined before there is one. */
export function verifiedBefore(events: readonly JournalEvent[]): string | undefined {
	const { number, hops } = hopPosition(events) ?? { number: 1, hops: [] };
	return number > 1 ? hops[number - 1]?.from : undefined;
}
