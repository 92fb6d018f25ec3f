import { median } from './median.ts';

/** Measures of an upgrade. */
export const upgradeMeasures = [
	'downtime',
	'downtime-services-named',
	'duration',
	'duration-services-named',
	'duration-with-pull',
	'restore-point',
] as const;
export type UpgradeMeasure = (typeof upgradeMeasures)[number];

/** Measures of apps whose images are built from a checkout, each round on a stack that is made anew. */
export const builtMeasures = ['downtime-repod-classic', 'downtime-sovecom'] as const;
export type BuiltMeasure = (typeof builtMeasures)[number];
export const isBuilt = (name: string): name is BuiltMeasure =>
	(builtMeasures as readonly string[]).includes(name);

/** Measures of ways back by a restore. */
export const restoreMeasures = ['restore-copy', 'restore-dump'] as const;
export type RestoreMeasure = (typeof restoreMeasures)[number];

/** Measures of restore points and of ways back by them, on a stack that is filled; `held` has one CPU and 2 GB. */
export const restorePointMeasures = [
	'restore-point-checked',
	'restore-point-proven',
	'restore-point-careful',
	'restore-point-physical',
	'restore-point-checked-held',
	'restore-point-proven-held',
	'restore-point-careful-held',
	'restore-point-physical-held',
	'restore-point-memory',
	'restore-point-memory-children',
	'restore-point-requests',
	...restoreMeasures,
] as const;
export type RestorePointMeasure = (typeof restorePointMeasures)[number];

/** What the bench can measure, by the name it is called with. */
export const measureNames = [
	...upgradeMeasures,
	'first-frame',
	...builtMeasures,
	...restorePointMeasures,
] as const;
export type MeasureName = (typeof measureNames)[number];

/** What was measured in each round: milliseconds, or megabytes of memory. */
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
	readonly unit: 'ms' | 'MB';
	/** What `ours` is to stay at or below, whatever `theirs` is; absent where none is set. */
	readonly aimForOurs?: number;
};

export const aims: Readonly<Record<MeasureName, number | null>> = {
	downtime: 1.1,
	'downtime-services-named': null,
	duration: 1.2,
	'duration-services-named': null,
	'duration-with-pull': null,
	'restore-point': null,
	'first-frame': 1,
	'downtime-repod-classic': 0.35,
	'downtime-sovecom': 0.35,
	'restore-point-checked': 0.4,
	'restore-point-proven': 0.75,
	'restore-point-careful': 0.3,
	'restore-point-physical': 0.15,
	'restore-point-checked-held': 0.8,
	'restore-point-proven-held': 1.2,
	'restore-point-careful-held': 0.45,
	'restore-point-physical-held': 0.15,
	'restore-point-memory': null,
	'restore-point-memory-children': null,
	'restore-point-requests': null,
	'restore-copy': 0.15,
	'restore-dump': 1,
};

const aimsForOurs: Readonly<Partial<Record<MeasureName, number>>> = { 'restore-point-memory': 120 };
const inMegabytes: readonly MeasureName[] = ['restore-point-memory', 'restore-point-memory-children'];

/** Medians of both sides and their ratio. */
export function measureOf(name: MeasureName, rounds: Rounds): Measure {
	const ours = median(rounds.ours);
	const theirs = median(rounds.theirs);
	const aimForOurs = aimsForOurs[name];
	return {
		name,
		ours: rounded(ours),
		theirs: rounded(theirs),
		ratio: Number((ours / theirs).toFixed(3)),
		aim: aims[name],
		unit: inMegabytes.includes(name) ? 'MB' : 'ms',
		...(aimForOurs === undefined ? {} : { aimForOurs }),
	};
}

/** Whole numbers, but for small ones, whose tenths count. */
const rounded = (value: number) => (value < 100 ? Number(value.toFixed(1)) : Math.round(value));
