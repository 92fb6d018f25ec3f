import { expect, test } from 'vitest';
import { compared, figure, figureTable, percentile95 } from './figures.ts';

test('95 of 100 values stay at or below the percentile', () => {
	expect(percentile95(Array.from({ length: 100 }, (_, index) => 100 - index))).toBe(95);
	expect(percentile95([7])).toBe(7);
	expect(() => percentile95([])).toThrow('at least one value');
});

test('two sides are compared by their medians', () => {
	expect(compared('first frame', [300, 100, 200], [50, 40, 60], 1)).toEqual({
		...{ name: 'first frame', ours: 200, theirs: 50, ratio: 4, aim: 1, unit: 'ms' },
	});
});

test('each figure stands with its aim, and whether that is met', () => {
	const figures = [
		figure('to the terminal', 15_999.6, 'bytes/s', { aimForOurs: 20_000 }),
		figure('absorbed', 900, 'lines/s', { aimForOurs: 950, atLeast: true }),
		figure('memory', 98.125, 'MB'),
		compared('first frame', [200], [50], 1),
	];
	expect(figureTable(figures).split('\n')).toEqual([
		'to the terminal  16,000 bytes/s                 aim <= 20,000 bytes/s: met',
		'absorbed         900 lines/s                    aim >= 950 lines/s: missed',
		'memory           98.13 MB',
		'first frame      200 ms          4.00 of 50 ms  aim <= 1: missed',
	]);
});
