import { expect, test } from 'vitest';
import { median } from './median.ts';

test.each([
	['one number', [5], 5],
	['an odd count, in any order', [9, 1, 5], 5],
	['an even count', [4, 1, 3, 2], 2.5],
	['numbers sorted as numbers, not as text', [10, 9, 100], 10],
])('median of %s', (_, numbers, expected) => {
	expect(median(numbers)).toBe(expected);
});

test('the order of what is given stays', () => {
	const given = [3, 1, 2];
	median(given);
	expect(given).toEqual([3, 1, 2]);
});

test('no number has no median', () => {
	expect(() => median([])).toThrow('at least one number');
});
