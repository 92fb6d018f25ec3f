import { expect, test } from 'vitest';
import type { JournalEvent } from '../../source/run/events.ts';
import { hopPosition, hopsOf, newestHop, verifiedBefore } from '../../source/run/hops-of.ts';

const hops = [
	{ from: '0.1.9', to: '0.1.10', reason: 'a' },
	{ from: '0.1.10', to: '0.2.0', reason: 'b' },
	{ from: '0.2.0', to: '0.3.0', reason: 'c' },
];
const hop = (number: number): JournalEvent => ({ type: 'hop', number, hops });
const phase = (name: 'Survey' | 'Plan' | 'Report'): JournalEvent => ({ type: 'phase', phase: name });

test('a run of one hop is all of it, and has no position', () => {
	const events = [phase('Survey'), phase('Plan')];
	expect(hopsOf(events)).toEqual([events]);
	expect(newestHop(events)).toEqual(events);
	expect(hopPosition(events)).toBeUndefined();
	expect(verifiedBefore(events)).toBeUndefined();
	expect(hopsOf([])).toEqual([[]]);
});

test('what comes before the first hop belongs to it, and each later one begins with its own event', () => {
	const events = [
		...[phase('Survey'), hop(1), phase('Plan')],
		...[hop(2), phase('Survey'), phase('Report')],
		hop(3),
	];
	expect(hopsOf(events)).toEqual([events.slice(0, 3), events.slice(3, 6), events.slice(6)]);
	expect(newestHop(events)).toEqual([hop(3)]);
	expect(hopPosition(events)).toMatchObject({ number: 3 });
});

test.each([
	[1, undefined],
	[2, '0.1.10'],
	[3, '0.2.0'],
])('at hop %i the one before has verified %s', (number, version) => {
	expect(verifiedBefore([hop(1), ...(number > 1 ? [hop(number)] : [])])).toBe(version);
});
