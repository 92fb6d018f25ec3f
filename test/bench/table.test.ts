import { expect, test } from 'vitest';
import { measureOf } from './measure.ts';
import { table } from './table.ts';

test('each measure says whether its aim is met, and at the aim it is', () => {
	const lines = table([
		measureOf('downtime', { ours: [1100], theirs: [1000] }),
		measureOf('duration', { ours: [13_000], theirs: [10_000] }),
		measureOf('restore-point', { ours: [2000], theirs: [1000] }),
	]).split('\n');
	expect(lines.slice(1, 4)).toEqual([
		'downtime       1.10 s      1.00 s   1.10   <= 1.1  met',
		'duration       13.00 s     10.00 s  1.30   <= 1.2  missed',
		'restore-point  2.00 s      1.00 s   2.00   none',
	]);
});
