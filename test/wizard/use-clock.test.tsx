import { Text } from 'ink';
import { render } from 'ink-testing-library';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useClock } from '../../source/wizard/hooks/use-clock.ts';

beforeEach(() => {
	vi.useFakeTimers({
		now: Date.UTC(2026, 5, 15, 2, 0, 30),
		toFake: ['setInterval', 'clearInterval', 'Date'],
	});
});
afterEach(() => {
	vi.useRealTimers();
});

/** Times that were drawn, one after the other. */
async function drawn(milliseconds: number, ticking = true) {
	const times: string[] = [];
	function Clock() {
		const time = useClock(ticking, milliseconds).toISOString().slice(11, 19);
		if (times.at(-1) !== time) times.push(time);
		return <Text>{time}</Text>;
	}
	const shown = render(<Clock />);
	for (let second = 0; second < 95; second += 1) {
		await vi.advanceTimersByTimeAsync(1000);
		await new Promise((resolve) => setImmediate(resolve));
	}
	shown.unmount();
	return times;
}

test('a clock of minutes is drawn anew when a minute is full, and not between', async () => {
	expect(await drawn(60_000)).toEqual(['02:00:30', '02:01:00', '02:02:00']);
});

test('a clock of seconds each second', async () => {
	expect(await drawn(1000)).toHaveLength(96);
});

test('one that does not tick never', async () => {
	expect(await drawn(1000, false)).toEqual(['02:00:30']);
});
