import { expect, test } from 'vitest';
import { measureOf } from './measure.ts';

test('a measure is the ratio of the two medians', () => {
	expect(measureOf('downtime', { ours: [900, 1000, 5000], theirs: [2000, 1900, 2100] })).toEqual({
		name: 'downtime',
		ours: 1000,
		theirs: 2000,
		ratio: 0.5,
		aim: 1.1,
		unit: 'ms',
	});
});

test('memory is in megabytes and has an aim of its own', () => {
	expect(measureOf('restore-point-memory', { ours: [90.04], theirs: [60] })).toEqual({
		name: 'restore-point-memory',
		ours: 90,
		theirs: 60,
		ratio: 1.501,
		aim: null,
		unit: 'MB',
		aimForOurs: 120,
	});
});
