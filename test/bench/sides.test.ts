import { expect, test } from 'vitest';
import { measureNames } from './measure.ts';
import { noRounds, roundsOf, sidesOf } from './sides.ts';

test('only the sides that a measure needs upgrade', () => {
	expect(sidesOf(['first-frame', 'downtime-sovecom', 'restore-point-checked'])).toEqual([]);
	expect(sidesOf(['duration'])).toEqual(['lockkeeper', 'guide']);
	expect(sidesOf(['downtime-services-named'])).toEqual(['lockkeeper', 'guide, services named']);
	expect(sidesOf(measureNames)).toEqual(['lockkeeper', 'guide', 'guide, services named']);
});

test('a measure takes its own time from its own side', () => {
	const round = (base: number) => ({
		downtime: base + 1,
		duration: base + 2,
		'duration-with-pull': base + 3,
		'restore-point': base + 4,
	});
	const upgrades = { lockkeeper: [round(0)], guide: [round(10)], 'guide, services named': [round(20)] };
	const checked = { ours: [5], theirs: [6] };
	const built = { ours: [7], theirs: [8] };
	const measured = {
		upgrades,
		frames: noRounds,
		restorePoints: { 'restore-point-checked': checked },
		built: { 'downtime-sovecom': built },
	};
	expect(roundsOf('downtime', measured)).toEqual({ ours: [1], theirs: [11] });
	expect(roundsOf('duration-services-named', measured)).toEqual({ ours: [2], theirs: [22] });
	expect(roundsOf('restore-point', measured)).toEqual({ ours: [4], theirs: [14] });
	expect(roundsOf('restore-point-checked', measured)).toEqual(checked);
	expect(roundsOf('downtime-sovecom', measured)).toEqual(built);
	expect(roundsOf('downtime-repod-classic', measured)).toEqual(noRounds);
});
