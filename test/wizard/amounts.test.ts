import { expect, test } from 'vitest';
import { bytesText, durationText, progressText } from '../../source/wizard/amounts.ts';

test.each([
	[0, '0 s'],
	[400, 'under 1 s'],
	[40_000, '40 s'],
	[59_700, '1 min'],
	[125_000, '2 min 05 s'],
	[3_600_000, '1 h 00 min'],
])('%d ms is %s', (milliseconds, text) => {
	expect(durationText(milliseconds)).toBe(text);
});

test.each([
	[0, '0 B'],
	[999, '999 B'],
	[1000, '1.0 kB'],
	[210_000, '210 kB'],
	[999_900, '1.0 MB'],
	[4_100_000_000, '4.1 GB'],
])('%d bytes are %s', (bytes, text) => {
	expect(bytesText(bytes)).toBe(text);
});

test.each([
	[
		'bytes with everything',
		{ done: 6_200_000, total: 14_200_000, unit: 'bytes', rate: 3_100_000, left: 2600 },
		'6.2 MB of 14.2 MB · 3.1 MB/s · 3 s left',
	],
	['bytes of an unknown whole', { done: 6_200_000, unit: 'bytes' }, '6.2 MB'],
	['items', { done: 3, total: 6, unit: 'items' }, '3 of 6'],
	['seconds have no rate', { done: 20, total: 60, unit: 'seconds', rate: 1 }, '20 s of 1 min'],
] as const)('%s', (_, progress, text) => {
	expect(progressText({ step: 's', label: 'l', ...progress })).toBe(text);
});
