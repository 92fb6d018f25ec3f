import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { meter } from '../../source/restore-points/progress.ts';
import type { Progress } from '../../source/run/events.ts';

let seen: Omit<Progress, 'step'>[];
beforeEach(() => {
	seen = [];
	vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
	vi.useRealTimers();
});

const report = (progress: Omit<Progress, 'step'>) => {
	seen.push(progress);
};

test('a thousand pieces within one second are at most eleven reports', () => {
	const progress = meter(report, { label: 'x', unit: 'bytes', total: 1000 });
	for (let count = 0; count < 1000; count++) {
		progress.add(1);
		vi.advanceTimersByTime(1);
	}
	expect(seen.length).toBeLessThanOrEqual(11);
});

test('rate and time left are of the last five seconds', () => {
	const progress = meter(report, { label: 'x', unit: 'bytes', total: 10_000 });
	for (let second = 0; second < 20; second++) {
		progress.add(second < 10 ? 10 : 500);
		vi.advanceTimersByTime(1000);
	}
	expect(seen[0]).toEqual({ label: 'x', unit: 'bytes', done: 10, total: 10_000 });
	expect(seen.at(-1)).toEqual({
		label: 'x',
		unit: 'bytes',
		done: 5100,
		total: 10_000,
		rate: 500,
		left: 9800,
	});
});

test('done never exceeds the total, and the end is the whole', () => {
	const progress = meter(report, { label: 'x', unit: 'bytes', total: 100 });
	progress.add(150);
	expect(seen.at(-1)).toMatchObject({ done: 100, total: 100 });
	progress.end();
	expect(seen.at(-1)).toEqual({ label: 'x', unit: 'bytes', done: 150, total: 150 });
});

test('without a total nothing is said about the time left', () => {
	const progress = meter(report, { label: 'x', unit: 'bytes' });
	progress.add(1);
	vi.advanceTimersByTime(1000);
	progress.add(1);
	expect(seen.at(-1)).toEqual({ label: 'x', unit: 'bytes', done: 2, rate: 1 });
});
