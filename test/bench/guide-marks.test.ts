import { expect, test } from 'vitest';
import { guideTimes } from './guide-marks.ts';

const output = `mark backup-begins 1000.000000
mark backup-ends 1001.500000
mark pin 1001.600000
mark pull-begins 1001.700000
 api Pulled
mark pull-ends 1003.700000
0020 (head)
mark verified 1013.600000
`;

test('the duration leaves the pull out, which the guide has after the pin', () => {
	const times = guideTimes(output);
	expect(times['restore-point']).toBeCloseTo(1500);
	expect(times['duration-with-pull']).toBeCloseTo(12_000);
	expect(times.duration).toBeCloseTo(10_000);
});

test('a guide that did not get to its end is no measure', () => {
	expect(() => guideTimes(output.replace(/mark verified.*/, ''))).toThrow('mark verified');
});
