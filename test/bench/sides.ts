import {
	type BuiltMeasure,
	type MeasureName,
	type Rounds,
	type UpgradeMeasure,
	upgradeMeasures,
} from './measure.ts';
import type { RestorePointRounds } from './restore-points/rounds.ts';
import type { Side } from './upgrade.ts';
import type { Round, UpgradeRounds } from './upgrade-rounds.ts';

/** What an upgrade measure is read from: a time of each round, against one side. */
const sources: Readonly<Record<UpgradeMeasure, { readonly time: keyof Round; readonly against: Side }>> = {
	downtime: { time: 'downtime', against: 'guide' },
	'downtime-services-named': { time: 'downtime', against: 'guide, services named' },
	duration: { time: 'duration', against: 'guide' },
	'duration-services-named': { time: 'duration', against: 'guide, services named' },
	'duration-with-pull': { time: 'duration-with-pull', against: 'guide' },
	'restore-point': { time: 'restore-point', against: 'guide' },
};

export const noRounds: Rounds = { ours: [], theirs: [] };

/** The sides that have to upgrade for these measures, ours first; none for those that are about something else. */
export function sidesOf(names: readonly MeasureName[]): readonly Side[] {
	const against = names.filter(isOfAnUpgrade).map((name) => sources[name].against);
	return against.length === 0 ? [] : ['lockkeeper', ...new Set(against)];
}

/** What each kind of measure left. */
export type Measured = {
	readonly upgrades: UpgradeRounds;
	readonly frames: Rounds;
	readonly restorePoints: RestorePointRounds;
	readonly built: Readonly<Partial<Record<BuiltMeasure, Rounds>>>;
};

/** What is measured on one stack of Specivo's, and that nothing was. */
export type OnBenchStack = Omit<Measured, 'built'>;
export const notOnStack: OnBenchStack = { upgrades: {}, frames: noRounds, restorePoints: {} };

/** What one measure is made from, both sides. */
export function roundsOf(name: MeasureName, { upgrades, frames, restorePoints, built }: Measured): Rounds {
	if (name === 'first-frame') {
		return frames;
	}

	if (!isOfAnUpgrade(name)) {
		return { ...restorePoints, ...built }[name] ?? noRounds;
	}

	const { time, against } = sources[name];
	const timesOf = (side: Side) => (upgrades[side] ?? []).map((round) => round[time]);
	return { ours: timesOf('lockkeeper'), theirs: timesOf(against) };
}

function isOfAnUpgrade(name: MeasureName): name is UpgradeMeasure {
	return (upgradeMeasures as readonly MeasureName[]).includes(name);
}
