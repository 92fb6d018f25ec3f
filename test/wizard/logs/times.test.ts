import { expect, test } from 'vitest';
import { sameButTime, withoutTime } from '../../../source/wizard/logs/times.ts';

test.each([
	['2026-06-15T03:00:00.1Z up', '2026-06-15T03:00:07.9Z up', true],
	['2026-06-15T03:00:00.1Z up 1', '2026-06-15T03:00:00.1Z up 2', false],
	['[2026-06-15 03:00:00 +0000] up', '[2026-06-15 03:00:09 +0000] up', true],
	['03:00:00 up', '03:00:01 up', true],
	['03:00:00 up', '03:00:01 down', false],
	['a line', 'a line', true],
	['1 line', '2 line', false],
	// Of the same length, but the one has a time and the other none.
	['03:00:00 up', 'x3:00:00 up', false],
	['03:00:00', '03:00:01', false],
	['', '', true],
])('%j and %j: %s', (before, line, same) => {
	expect(sameButTime(before, line)).toBe(same);
	expect(sameButTime(line, before)).toBe(same);
});

test('it is what is left without the times that is compared, for lines made of any pieces', () => {
	const pieces = [
		'03:00:00',
		'03:00:01',
		' ',
		'2026-06-15T',
		'2026-06-16T',
		'Z',
		'up',
		'on',
		'[',
		']',
		'1',
		'2',
	];
	let seed = 7;
	const next = (below: number) => {
		seed = (seed * 48_271) % 2_147_483_647;
		return seed % below;
	};
	const made = () => Array.from({ length: 1 + next(5) }, () => pieces[next(pieces.length)]);
	let same = 0;
	for (let round = 0; round < 20_000; round += 1) {
		const line = made();
		const [one, other] = [line, line.with(next(line.length), pieces[next(pieces.length)])].map((each) =>
			each.join(''),
		) as [string, string];
		const expected = one.length === other.length && withoutTime(one) === withoutTime(other);
		if (one !== other && expected) same += 1;
		expect(sameButTime(one, other), `${one} | ${other}`).toBe(expected);
	}
	expect(same).toBeGreaterThan(50);
});
