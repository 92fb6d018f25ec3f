import { median } from './median.ts';

/** What the bench can measure, by the name it is called with. */
export const measureNames = [
	'downtime',
	'downtime-services-named',
	'duration',
	'duration-services-named',
	'duration-with-pull',
	'restore-point',
	'first-frame',
] as const;
export type MeasureName = (typeof measureNames)[number];

/** Milliseconds of each round. */
export type Rounds = { readonly ours: readonly number[]; readonly theirs: readonly number[] };

/** One line of `--json`. */
export type Measure = {
	readonly name: MeasureName;
	/** Median of the rounds. */
	readonly ours: number;
	readonly theirs: number;
	readonly ratio: number;
	/** The ratio to stay at or below; null where none is set. */
	readonly aim: number | null;
	readonly unit: 'ms';
};

export const aims: Readonly<Record<MeasureName, number | null>> = {
	downtime: 1.1,
	'downtime-services-named': null,
	duration: 1.2,
	'duration-services-named': null,
	'duration-with-pull': null,
	'restore-point': null,
	'first-frame': 1,
};

/** Medians of both sides and their ratio. */
export function measureOf(name: MeasureName, rounds: Rounds): Measure {
	const ours = median(rounds.ours);
	const theirs = median(rounds.theirs);
	return {
		name,
		ours: Math.round(ours),
		theirs: Math.round(theirs),
		ratio: Number((ours / theirs).toFixed(3)),
		aim: aims[name],
		unit: 'ms',
	};
}
