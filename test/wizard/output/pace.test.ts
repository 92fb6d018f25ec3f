import { describe, expect, test } from 'vitest';
import {
	allowance,
	answered,
	expired,
	firstPace,
	type Pace,
	rateOf,
	sent,
	type Turn,
	waitFor,
	windowOf,
} from '../../../source/wizard/output/pace.ts';

const cells = 80 * 24;
const at = (now: number, more: Partial<Turn> = {}): Turn => ({
	now,
	urgent: false,
	cells,
	asks: true,
	...more,
});

/** A line that carries so many bytes a second and answers `delay` milliseconds after the last one came. */
function line(speed: number, delay: number, milliseconds: number) {
	let pace: Pace = sent(firstPace, at(0), 3000, true);
	let free = (3000 / speed) * 1000;
	let waiting = [free + delay];
	let bytes = 0;
	let longest = 0;
	for (let now = 0; now < milliseconds; now += 5) {
		for (const _ of waiting.filter((each) => each <= now)) {
			pace = answered(pace, now);
			if (pace.quickest !== undefined || pace.flights.length > 0) continue;
			pace = sent(pace, at(now), 0, true);
			waiting.push(now + delay);
		}
		waiting = waiting.filter((each) => each > now);
		const room = Math.min(1200, allowance(pace, at(now)));
		if (room === 0) continue;
		pace = sent(pace, at(now), room, true);
		free = Math.max(free, now) + (room / speed) * 1000;
		waiting.push(free + delay);
		bytes += room;
		if (now > milliseconds / 2) longest = Math.max(longest, free - now);
	}
	return { pace, bytes, longest };
}

describe('how much may be written', () => {
	test('at 9600 baud no more than half a second is on its way, and the line is kept busy', () => {
		const { bytes, longest } = line(960, 2, 30_000);
		expect(longest).toBeLessThan(500);
		expect(bytes).toBeGreaterThan(960 * 30 * 0.6);
	});

	test('a quick line far away is not taken for a slow one', () => {
		const { bytes } = line(1_000_000, 250, 30_000);
		expect(bytes).toBeGreaterThan(rateOf(cells) * 30 * 0.6);
	});

	test('a quick line gets no more than its rate, which grows with the screen', () => {
		const { bytes } = line(1_000_000, 1, 30_000);
		expect(bytes / 30).toBeLessThan(rateOf(cells) * 1.1);
		expect(rateOf(cells)).toBeLessThanOrEqual(20_000);
		expect(rateOf(200 * 60)).toBeGreaterThan(4 * rateOf(cells));
	});

	test('a piece that was held up does not make the line a slow one', () => {
		let pace: Pace = { ...firstPace, answers: true, speeds: [1e6] };
		pace = answered(sent(pace, at(0), 1000, true), 900);
		expect(windowOf(pace)).toBeGreaterThan(10_000);
		for (let piece = 1; piece < 4; piece += 1)
			pace = answered(sent(pace, at(piece * 1000), 1000, true), piece * 1000 + 900);
		expect(windowOf(pace)).toBeLessThan(200);
	});

	test('the effect of a key is written at once, whatever was before', () => {
		const pace = { ...firstPace, answers: true, credit: -16_000, at: 0 };
		expect(allowance(pace, at(0))).toBe(0);
		expect(allowance(pace, at(0, { urgent: true }))).toBeGreaterThan(1000);
		expect(waitFor(pace, at(0))).toBe(1000);
	});

	test('but not into a line that is full', () => {
		const pace = sent({ ...firstPace, answers: true, speeds: [960] }, at(0), 160, true);
		expect(allowance(pace, at(1000, { urgent: true }))).toBe(0);
	});
});

describe('a terminal that does not answer', () => {
	const asked = sent(firstPace, at(0), 1000, true);

	test('gets a frame a second at first', () => {
		expect(allowance(asked, at(500))).toBe(0);
		expect(allowance(asked, at(1500))).toBeGreaterThan(0);
	});

	test('is not waited for any more after a while', () => {
		const given = expired(asked, 8000);
		expect(given.answers).toBe(false);
		expect(allowance(given, at(8000))).toBe(Number.POSITIVE_INFINITY);
	});

	test('is waited for longer where much is on its way', () => {
		expect(expired(asked, 6000)).toBe(asked);
	});

	test('and that has answered before is still asked', () => {
		const pace = expired({ ...asked, answers: true }, 8000);
		expect(pace).toMatchObject({ answers: true, flights: [] });
	});

	test('an answer that nobody waited for changes nothing else', () => {
		expect(answered(firstPace, 10)).toEqual({ ...firstPace, answers: true });
	});
});
