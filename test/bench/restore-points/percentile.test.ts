import { expect, test } from 'vitest';
import { percentile } from './percentile.ts';

test.each([
	[1, 1],
	[20, 19],
	[100, 95],
	[101, 96],
])('of %i numbers, five in a hundred are above the 95th percentile', (count, expected) => {
	const numbers = Array.from({ length: count }, (_, index) => count - index);
	expect(percentile(numbers, 95)).toBe(expected);
});

test('nothing has no percentile', () => {
	expect(() => percentile([], 95)).toThrow('got none');
});
