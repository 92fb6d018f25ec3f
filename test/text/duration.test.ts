import { expect, test } from 'vitest';
import { formatDuration } from '../../source/text/duration.ts';

test.each([
	[0, '0 ms'],
	[350, '350 ms'],
	[999.6, '1 s'],
	[40_000, '40 s'],
	[59_600, '1 min'],
	[125_000, '2 min 5 s'],
	[3_599_900, '1 h'],
	[72 * 60_000, '1 h 12 min'],
	[26 * 3_600_000, '26 h'],
])('%d milliseconds are written %s', (milliseconds, text) => {
	expect(formatDuration(milliseconds)).toBe(text);
});
