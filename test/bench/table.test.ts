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

test('an aim that is no ratio is said to be none, and judged by our own figure', () => {
	const lines = table([
		measureOf('restore-point-memory', { ours: [119.6], theirs: [60] }),
		measureOf('restore-point-requests', { ours: [8.24], theirs: [6] }),
		measureOf('restore-point-physical', { ours: [150], theirs: [1000] }),
	]).split('\n');
	expect(lines.slice(1, 4)).toEqual([
		'restore-point-memory    120 MB      60 MB    1.99   Lockkeeper <= 120 MB  met',
		'restore-point-requests  8.2 ms      6.0 ms   1.37   none',
		'restore-point-physical  0.15 s      1.00 s   0.15   <= 0.15               met',
	]);
});

test('what was left out is named, with how to call it', () => {
	expect(table([], ['restore-point-checked'])).toContain(
		'restore-point-checked. With `npm run bench -- restore-points` or `built`',
	);
});
