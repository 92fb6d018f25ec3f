import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hungWords, left, type Stall, standstill, watchCall } from '../../source/host/watch-call.ts';

beforeEach(() => {
	vi.useFakeTimers({
		toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
	});
});
afterEach(() => {
	vi.useRealTimers();
});
const minutes = (count: number) => vi.advanceTimersByTimeAsync(count * 60_000);
const never = () => new Promise<string>(() => {});

test('a deadline counts the whole, whatever moves', async () => {
	const watch = watchCall({ deadline: 60_000 }, undefined);
	watch.moved();
	await vi.advanceTimersByTimeAsync(59_000);
	watch.moved();
	expect(watch.signal.aborted).toBe(false);
	await vi.advanceTimersByTimeAsync(1000);
	expect(watch.signal.aborted).toBe(true);
	expect(watch.hung()).toEqual({ stalled: false, after: 60_000, goesOn: false });
});

describe('work that grows', () => {
	const stall: Stall = { after: standstill };

	test('may take days as long as it says something now and then', async () => {
		const watch = watchCall({ stall }, undefined);
		for (let count = 0; count < 300; count++) {
			await minutes(14);
			watch.moved();
		}
		expect(watch.signal.aborted).toBe(false);
		await minutes(14);
		expect(watch.signal.aborted).toBe(false);
		await minutes(2);
		expect(watch.signal.aborted).toBe(true);
		expect(watch.hung()).toEqual({ stalled: true, after: standstill, goesOn: false });
	});

	test.each<[string, () => unknown, boolean]>([
		['its file grows', () => Math.floor(performance.now() / 600_000), false],
		['nobody can tell', () => undefined, false],
		['its file stands still', () => 4096, true],
		['the look at its file fails', () => Promise.reject(new Error('EIO')), true],
		['the look at its file hangs as well', () => new Promise(() => {}), true],
	])('while %s', async (_what, sign, hangs) => {
		const watch = watchCall({ stall: { ...stall, sign } }, undefined);
		await minutes(40);
		expect(watch.signal.aborted).toBe(hangs);
		expect(watch.hung() !== undefined).toBe(hangs);
		await watch.orLeft(Promise.resolve());
	});

	test.each([
		['on', 3_600_000],
		['back', -3_600_000],
	])('a clock that is set %s ends nothing', async (_how, by) => {
		const watch = watchCall({ stall }, undefined);
		await minutes(14);
		vi.setSystemTime(Date.now() + by);
		await vi.advanceTimersByTimeAsync(30_000);
		expect(watch.signal.aborted).toBe(false);
		await watch.orLeft(Promise.resolve());
	});
});

describe('one that cannot be ended', () => {
	test('is left behind, and told', async () => {
		const watch = watchCall({ deadline: 60_000 }, undefined);
		const outcome = watch.orLeft(never());
		await vi.advanceTimersByTimeAsync(60_000 + 10_000);
		expect(watch.hung()?.goesOn).toBe(false);
		await vi.advanceTimersByTimeAsync(1000);
		expect(await outcome).toBe(left);
		expect(hungWords(watch.hung() ?? { stalled: false, after: 0, goesOn: false })).toBe(
			'hung: it did not end within 1 min, and it cannot be ended: it goes on waiting inside the kernel',
		);
	});

	test('is left behind too when the operator stopped it, and did not hang', async () => {
		const stop = new AbortController();
		const watch = watchCall({ stall: { after: standstill } }, stop.signal);
		const outcome = watch.orLeft(never());
		stop.abort();
		await vi.advanceTimersByTimeAsync(11_000);
		expect(await outcome).toBe(left);
		expect(watch.hung()).toBeUndefined();
	});
});

test('once it has ended, no timer is left', async () => {
	for (const limit of [{ deadline: 60_000 }, { stall: { after: standstill } }]) {
		const watch = watchCall(limit, new AbortController().signal);
		expect(await watch.orLeft(Promise.resolve('done'))).toBe('done');
		await expect(watchCall(limit, undefined).orLeft(Promise.reject(new Error('failed')))).rejects.toThrow(
			'failed',
		);
	}
	expect(vi.getTimerCount()).toBe(0);
});
