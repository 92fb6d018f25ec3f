import { expect, test } from 'vitest';
import { windowClock } from '../../source/wizard/window-clock.ts';

const at = (hours: number, minutes: number) => new Date(2026, 2, 2, hours, minutes);

test.each([
	['inside', '02:00', '04:00', at(2, 48), 'window 02:00–04:00 · 01:12 left'],
	['at its first minute', '02:00', '04:00', at(2, 0), 'window 02:00–04:00 · 02:00 left'],
	['at its end it is closed', '02:00', '04:00', at(4, 0), 'window 02:00–04:00 · closed, opens in 22:00'],
	['before it', '02:00', '04:00', at(1, 30), 'window 02:00–04:00 · closed, opens in 00:30'],
	['over midnight, before it', '23:00', '01:00', at(23, 30), 'window 23:00–01:00 · 01:30 left'],
	['over midnight, after it', '23:00', '01:00', at(0, 45), 'window 23:00–01:00 · 00:15 left'],
	['a whole day', '02:00', '02:00', at(1, 0), 'window 02:00–02:00 · 01:00 left'],
])('%s', (_, from, to, now, expected) => {
	expect(windowClock({ from, to }, now)).toBe(expected);
});
