import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRun } from '../../source/run/run.ts';
import { gates } from './gate-fixture.ts';

beforeEach(() => {
	vi.useFakeTimers({ now: new Date('2026-06-15T02:10:00.000Z') });
});
afterEach(() => {
	vi.useRealTimers();
});

test.each([
	['an hour passes', () => vi.advanceTimersByTimeAsync(3_600_000)],
	['the clock is set on by a day', async () => void vi.setSystemTime('2026-06-16T02:10:00.000Z')],
	['the clock is set back by an hour', async () => void vi.setSystemTime('2026-06-15T01:10:00.000Z')],
])('at a gate nothing happens while %s: no timer waits, and the answer still counts', async (_what, pass) => {
	const run = createRun(new Date());
	const asked = run.ask(gates.confirm);
	const events = run.session.past().length;
	expect(vi.getTimerCount()).toBe(0);
	await pass();
	expect(vi.getTimerCount()).toBe(0);
	expect(run.session.past()).toHaveLength(events);
	expect(run.session.answer('plan', { kind: 'yes' }, 'test')).toEqual({ taken: true });
	expect(await asked).toEqual({ kind: 'yes' });
});
