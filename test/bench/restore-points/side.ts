import type { RestoreMeasure, RestorePointMeasure } from '../measure.ts';

/** Who takes a restore point, and what it is worth afterwards. */
export type Side =
	/** Lockkeeper: artifacts read back. */
	| 'checked'
	/** Lockkeeper: schema, data and keys loaded elsewhere and compared. */
	| 'proven'
	/** Lockkeeper: a verified copy of the database's files, nothing else. */
	| 'physical'
	/** A script: dump and archive. */
	| 'by hand'
	/** A script: dump and archive, digests, list, full restore. */
	| 'careful by hand';

/** What is compared in one measure of time. */
export type Comparison = {
	readonly ours: Side;
	readonly theirs: Side;
	/** Whether all of it has one CPU and 2 GB. */
	readonly held: boolean;
};

/** Measures that are no comparison of two restore points’ times. */
type OtherMeasure =
	| 'restore-point-memory'
	| 'restore-point-memory-children'
	| 'restore-point-requests'
	| RestoreMeasure;
export type TimedMeasure = Exclude<RestorePointMeasure, OtherMeasure>;

export const comparisons: Readonly<Record<TimedMeasure, Comparison>> = {
	'restore-point-checked': { ours: 'checked', theirs: 'by hand', held: false },
	'restore-point-proven': { ours: 'proven', theirs: 'by hand', held: false },
	'restore-point-careful': { ours: 'proven', theirs: 'careful by hand', held: false },
	'restore-point-physical': { ours: 'physical', theirs: 'by hand', held: false },
	'restore-point-checked-held': { ours: 'checked', theirs: 'by hand', held: true },
	'restore-point-proven-held': { ours: 'proven', theirs: 'by hand', held: true },
	'restore-point-careful-held': { ours: 'proven', theirs: 'careful by hand', held: true },
	'restore-point-physical-held': { ours: 'physical', theirs: 'by hand', held: true },
};

export function isTimed(name: string): name is TimedMeasure {
	return Object.hasOwn(comparisons, name);
}

/** The sides that have to take restore points for these measures, each once; ours first. */
export function sidesFor(names: readonly string[], held: boolean): readonly Side[] {
	const wanted = names
		.filter(isTimed)
		.map((name) => comparisons[name])
		.filter((comparison) => comparison.held === held);
	return [...new Set([...wanted.map(({ ours }) => ours), ...wanted.map(({ theirs }) => theirs)])];
}
