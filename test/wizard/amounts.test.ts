import { expect, test } from 'vitest';
import { durationText, progressText } from '../../source/wizard/amounts.ts';

test.each([
	[0, '0 s'],
	[400, 'under 1 s'],
	[40_000, '40 s'],
	[59_700, '1 min'],
	[125_000, '2 min 5 s'],
	[3_600_000, '1 h'],
])('%d ms is %s', (milliseconds, text) => {
	expect(durationText(milliseconds)).toBe(text);
});

test.each([
	[
		'bytes with everything',
		{ done: 6_500_000, total: 14_900_000, unit: 'bytes', rate: 3_250_000, left: 2600 },
		'6.2 MiB of 14 MiB · 3.1 MiB/s · 3 s left',
	],
	[
		'nothing is left of what is whole',
		{ done: 6, total: 6, unit: 'items', rate: 2, left: 0 },
		'6 of 6 · 2/s',
	],
	['bytes of an unknown whole', { done: 6_500_000, unit: 'bytes' }, '6.2 MiB'],
	['items', { done: 3, total: 6, unit: 'items' }, '3 of 6'],
	['seconds have no rate', { done: 20, total: 60, unit: 'seconds', rate: 1 }, '20 s of 1 min'],
] as const)('%s', (_, progress, text) => {
	expect(progressText({ step: 's', label: 'l', ...progress })).toBe(text);
});
