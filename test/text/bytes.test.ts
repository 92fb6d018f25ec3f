import { expect, test } from 'vitest';
import { formatBytes } from '../../source/text/bytes.ts';

test.each([
	[0, '0 B'],
	[1, '1 B'],
	[1023, '1023 B'],
	[1024, '1 KiB'],
	[1536, '1.5 KiB'],
	[9.96 * 1024, '10 KiB'],
	[1024 * 1024 - 1, '1 MiB'],
	[279 * 1024 ** 2, '279 MiB'],
	[1.25 * 1024 ** 3, '1.3 GiB'],
	[3 * 1024 ** 4, '3 TiB'],
	[5000 * 1024 ** 5, '5000 PiB'],
	[-2048, '-2 KiB'],
])('%d bytes are written %s', (bytes, text) => {
	expect(formatBytes(bytes)).toBe(text);
});
