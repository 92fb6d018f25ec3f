// Touches the world: a fixed sample of the kill matrix on practice stacks; `npm run faults` plays all of it.
import { expect, test } from 'vitest';
import { faultKinds } from './cases.ts';
import { playMatrix } from './matrix.ts';
import type { Played } from './play.ts';
import { lostLines, table } from './table.ts';

test('of 40 runs that were killed or ran out of room, none is lost', async () => {
	const ended: Played[] = [];
	await playMatrix({
		stacks: ['practice'],
		// Two stories a worker, of much the same length.
		stories: ['upgrade', 'failing', 're-pin', 'restore'],
		faults: faultKinds,
		sample: 40,
		workers: 2,
		onPlayed: (played) => ended.push(played),
		onNote: () => {},
	});
	console.log(table(ended));
	expect(lostLines(ended).join('\n')).toBe('');
	expect(ended).toHaveLength(40);
	// A matrix in which all runs end alike would have disturbed none.
	expect(new Set(ended.map(({ is }) => is))).toEqual(new Set(['a', 'b', 'c']));
}, 1_800_000);
