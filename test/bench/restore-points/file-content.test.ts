import { zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { noise, text } from './file-content.ts';

const bytes = 1_000_000;

test.each([
	['noise', noise, 0.99, 1.01],
	['text', text, 0.14, 0.25],
] as const)(
	'%s is the same for a seed, another for another, and compresses as it should',
	(_, make, least, most) => {
		const content = make(1, bytes);
		expect(content.length).toBe(bytes);
		expect(make(1, bytes).equals(content)).toBe(true);
		expect(make(2, bytes).equals(content)).toBe(false);
		const ratio = zstdCompressSync(content).length / bytes;
		expect(ratio).toBeGreaterThan(least);
		expect(ratio).toBeLessThan(most);
	},
);

test.each([0, 1, 99, 101])('text of %i bytes has that many', (length) => {
	expect(text(3, length).length).toBe(length);
});
