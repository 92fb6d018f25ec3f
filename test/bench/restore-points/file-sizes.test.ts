import { expect, test } from 'vitest';
import { fileSizes } from './file-sizes.ts';

test.each([2, 1000, 100_000_000, 1_000_000_000])(
	'files of %i bytes hold that many, half of them in every second one',
	(bytes) => {
		const sizes = fileSizes(bytes);
		const sum = (remainder: number) =>
			sizes.filter((_, index) => index % 2 === remainder).reduce((total, size) => total + size, 0);
		expect(sum(0)).toBe(bytes / 2);
		expect(sum(1)).toBe(bytes / 2);
	},
);

test('a gigabyte is small files by number and large ones by bytes', () => {
	const sizes = fileSizes(1_000_000_000);
	expect(sizes.length).toBeGreaterThan(7000);
	expect(Math.max(...sizes)).toBeLessThan(100_000_000);
});
