import { expect, test } from 'vitest';
import { restorePointMeasures } from '../measure.ts';
import { sidesFor } from './side.ts';

test('a measure alone lets only its own two sides work, and only as it is held', () => {
	expect(sidesFor(['restore-point-checked'], false)).toEqual(['checked', 'by hand']);
	expect(sidesFor(['restore-point-checked'], true)).toEqual([]);
	expect(sidesFor(['restore-point-careful-held'], true)).toEqual(['proven', 'careful by hand']);
});

test('a side that several measures need works once a round', () => {
	expect(sidesFor(restorePointMeasures, false)).toEqual([
		...['checked', 'proven', 'physical', 'by hand', 'careful by hand'],
	]);
});

test('memory, requests, ways back and upgrades take none for their times', () => {
	expect(
		sidesFor(['restore-point-memory', 'restore-point-requests', 'restore-copy', 'downtime'], false),
	).toEqual([]);
});
