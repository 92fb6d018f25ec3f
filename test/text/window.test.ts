import { afterEach, describe, expect, test } from 'vitest';
import { windowState } from '../../source/text/window.ts';

const before = process.env.TZ;
afterEach(() => {
	if (before === undefined) delete process.env.TZ;
	else process.env.TZ = before;
});

const spoken = (window: string, now: Date) => {
	const [from = '', to = ''] = window.split('–');
	const state = windowState({ from, to }, now);
	if (!state) return 'no such time';
	const time = `${Math.floor(state.minutes / 60)}:${String(state.minutes % 60).padStart(2, '0')}`;
	return state.open ? `${time} left` : `opens in ${time}`;
};

/** Zone, what is special, window, moment in UTC, what the clock shows then, what is said. */
type Row = readonly [string, string, string, string, string, string];

const berlin = 'Europe/Berlin';
const santiago = 'America/Santiago';
describe.each<Row>([
	// 2026-03-29: 01:59 CET is followed by 03:00 CEST.
	[berlin, 'an hour is left out inside', '01:00–04:00', '2026-03-29T00:30Z', '01:30', '1:30 left'],
	[berlin, 'the same, after it', '01:00–04:00', '2026-03-29T01:30Z', '03:30', '0:30 left'],
	[berlin, 'before it opens', '04:00–06:00', '2026-03-29T00:30Z', '01:30', 'opens in 1:30'],
	[
		berlin,
		'it opens in the hour that is left out',
		'02:30–05:00',
		'2026-03-29T00:45Z',
		'01:45',
		'opens in 0:15',
	],
	[berlin, 'and is open when that is over', '02:30–05:00', '2026-03-29T01:00Z', '03:00', '2:00 left'],
	[
		berlin,
		'it closes in the hour that is left out',
		'01:00–02:30',
		'2026-03-29T00:40Z',
		'01:40',
		'0:20 left',
	],
	[berlin, 'and is closed when that is over', '01:00–02:30', '2026-03-29T01:00Z', '03:00', 'opens in 22:00'],
	[berlin, 'all of it is left out', '02:10–02:50', '2026-03-29T00:30Z', '01:30', 'opens in 23:40'],
	[berlin, 'over midnight and the change', '22:00–04:00', '2026-03-28T22:30Z', '23:30', '3:30 left'],
	// 2026-10-25: 02:59 CEST is followed by 02:00 CET.
	[berlin, 'an hour comes twice inside', '01:00–04:00', '2026-10-24T23:30Z', '01:30', '3:30 left'],
	[berlin, 'the same, the first time', '01:00–04:00', '2026-10-25T00:30Z', '02:30', '2:30 left'],
	[berlin, 'the same, the second time', '01:00–04:00', '2026-10-25T01:30Z', '02:30', '1:30 left'],
	[berlin, 'it opens the first time', '02:30–05:00', '2026-10-25T00:15Z', '02:15', 'opens in 0:15'],
	[
		berlin,
		'and stays open when the clock goes back before it',
		'02:30–05:00',
		'2026-10-25T01:15Z',
		'02:15',
		'2:45 left',
	],
	[berlin, 'it closes the first time', '01:00–02:30', '2026-10-25T00:15Z', '02:15', '0:15 left'],
	[berlin, 'and stays closed', '01:00–02:30', '2026-10-25T01:15Z', '02:15', 'opens in 22:45'],
	[
		berlin,
		'over midnight and the hour that comes twice',
		'22:00–04:00',
		'2026-10-24T21:30Z',
		'23:30',
		'5:30 left',
	],
	[berlin, 'a whole day that has 25 hours', '03:00–03:00', '2026-10-24T01:00Z', '03:00', '25:00 left'],
	[berlin, 'a whole day that has 23 hours', '04:00–04:00', '2026-03-28T03:00Z', '04:00', '23:00 left'],
	// 2026-09-05: 23:59 is followed by 01:00 of the next day.
	[santiago, 'midnight is left out', '22:00–02:00', '2026-09-06T02:30Z', '22:30', '2:30 left'],
	[santiago, 'the same, after it', '22:00–02:00', '2026-09-06T04:30Z', '01:30', '0:30 left'],
	[
		santiago,
		'it opens at the midnight that is left out',
		'00:00–02:00',
		'2026-09-06T03:30Z',
		'23:30',
		'opens in 0:30',
	],
	[
		santiago,
		'it closes at the midnight that is left out',
		'22:00–00:00',
		'2026-09-06T03:30Z',
		'23:30',
		'0:30 left',
	],
	[santiago, 'and is closed then', '22:00–00:00', '2026-09-06T04:00Z', '01:00', 'opens in 21:00'],
	// 2026-04-04: 23:59 is followed by 23:00 of the same day.
	[
		santiago,
		'the hour before midnight comes twice',
		'22:00–02:00',
		'2026-04-05T01:30Z',
		'22:30',
		'4:30 left',
	],
	[santiago, 'the same, the first time', '22:00–02:00', '2026-04-05T02:30Z', '23:30', '3:30 left'],
	[santiago, 'the same, the second time', '22:00–02:00', '2026-04-05T03:30Z', '23:30', '2:30 left'],
	[santiago, 'after midnight', '22:00–02:00', '2026-04-05T04:30Z', '00:30', '1:30 left'],
	['UTC', 'an ordinary night', '22:00–02:00', '2026-06-15T23:30Z', '23:30', '2:30 left'],
	['UTC', 'as it ends', '22:00–02:00', '2026-06-15T02:00Z', '02:00', 'opens in 20:00'],
	['UTC', 'the last second of a minute', '02:00–04:00', '2026-06-15T03:59:59.999Z', '03:59', '0:01 left'],
	['Asia/Kolkata', 'a zone with half an hour', '02:00–04:00', '2026-06-14T21:15Z', '02:45', '1:15 left'],
	[
		'Australia/Lord_Howe',
		'half an hour is left out',
		'01:00–03:00',
		'2026-10-03T14:45Z',
		'01:15',
		'1:15 left',
	],
])('%s, %s: %s at %s', (zone, _what, window, moment, shown, expected) => {
	test(`the clock shows ${shown}: ${expected}`, () => {
		process.env.TZ = zone;
		const now = new Date(moment);
		const pad = (number: number) => String(number).padStart(2, '0');
		expect(`${pad(now.getHours())}:${pad(now.getMinutes())}`).toBe(shown);
		expect(spoken(window, now)).toBe(expected);
	});
});

test.each([berlin, santiago, 'UTC', 'Australia/Lord_Howe'])(
	'in %s it counts down without a jump, in the weeks in which clocks are changed',
	(zone) => {
		process.env.TZ = zone;
		for (const window of [
			{ from: '22:00', to: '02:00' },
			{ from: '02:30', to: '03:10' },
		])
			for (const weeks of ['2026-03-26', '2026-09-03', '2026-09-30', '2026-10-22']) {
				const begin = Date.parse(weeks);
				let last = windowState(window, new Date(begin));
				for (let time = begin; time < begin + 12 * 24 * 60 * 60_000; ) {
					time += 5 * 60_000;
					const state = windowState(window, new Date(time));
					if (!state || !last) throw new Error('no such time');
					if (last.minutes === 5) expect(state.open).toBe(!last.open);
					else expect(state).toEqual({ open: last.open, minutes: last.minutes - 5 });
					last = state;
				}
			}
	},
);

test.each(['25:00–04:00', '02:00–04:60', 'night–04:00', '2:00–04:00'])('%s is no window', (window) => {
	expect(spoken(window, new Date())).toBe('no such time');
});
