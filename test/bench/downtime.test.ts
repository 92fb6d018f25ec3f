import { expect, test } from 'vitest';
import { downtime } from './downtime.ts';

/** One sample every 50 ms: `.` answered, `x` did not. */
const samples = (marks: string) => [...marks].map((mark, index) => ({ at: index * 50, up: mark === '.' }));

test.each([
	['nothing asked', '', 0],
	['always up', '.....', 0],
	['one request that failed', '..x..', 50],
	['one outage, up to the next answer', '.xxx.', 150],
	['two outages are added', '.xx..x.', 150],
	['down from the first request on', 'xx.', 100],
])('%s', (_, marks, expected) => {
	expect(downtime(samples(marks))).toBe(expected);
});

test('samples count by when they were sent, not by when they were answered', () => {
	expect(downtime(samples('.xxx.').toReversed())).toBe(150);
});

test('an outage without an end has no length', () => {
	expect(() => downtime(samples('..xx'))).toThrow('cannot be told');
});
