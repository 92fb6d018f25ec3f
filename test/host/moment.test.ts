import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clockShift, type Moment, millisecondsSince, momentNow, shiftAt } from '../../source/host/moment.ts';

const hour = 3_600_000;
beforeEach(() => {
	vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
	vi.useRealTimers();
});
const setClock = (by: number) => vi.setSystemTime(Date.now() + by);

test.each([hour, -hour])('the clock set by %d ms does not change how long ago a moment was', (by) => {
	const moment = momentNow();
	setClock(by);
	expect(millisecondsSince(moment)).toBeGreaterThanOrEqual(0);
	expect(millisecondsSince(moment)).toBeLessThan(5000);
});

test.each([hour, -hour])('how far the clock was set is known: %d ms', (by) => {
	const before = clockShift();
	const moment = momentNow();
	setClock(by);
	expect(Math.abs(clockShift() - before - by)).toBeLessThan(1000);
	expect(Math.abs((shiftAt(moment) ?? 0) - before)).toBeLessThan(1000);
});

test('another process goes by the time of day, and never back', () => {
	const moment: Moment = { at: new Date(Date.now() - hour).toISOString(), steady: '1750000000000.5 12345.6' };
	expect(Math.round(millisecondsSince(moment) / 1000)).toBe(hour / 1000);
	setClock(-2 * hour);
	expect(millisecondsSince(moment)).toBe(0);
	expect(shiftAt(moment)).toBeUndefined();
});
