import type { MeasureName, Rounds } from './measure.ts';
import type { Side } from './upgrade.ts';
import type { Round, UpgradeRounds } from './upgrade-rounds.ts';

/** What an upgrade measure is read from: a time of each round, against one side. */
const sources: Readonly<
	Record<Exclude<MeasureName, 'first-frame'>, { readonly time: keyof Round; readonly against: Side }>
> = {
	downtime: { time: 'downtime', against: 'guide' },
	'downtime-services-named': { time: 'downtime', against: 'guide, services named' },
	duration: { time: 'duration', against: 'guide' },
	'duration-services-named': { time: 'duration', against: 'guide, services named' },
	'duration-with-pull': { time: 'duration-with-pull', against: 'guide' },
	'restore-point': { time: 'restore-point', against: 'guide' },
};

export const noRounds: Rounds = { ours: [], theirs: [] };

/** The sides that have to upgrade for these measures, ours first; none for the first frame alone. */
export function sidesOf(names: readonly MeasureName[]): readonly Side[] {
	const against = names.flatMap((name) => (name === 'first-frame' ? [] : [sources[name].against]));
	return against.length === 0 ? [] : ['lockkeeper', ...new Set(against)];
}

/** The times of one measure, both sides. */
export function roundsOf(name: MeasureName, upgrades: UpgradeRounds, frames: Rounds): Rounds {
	if (name === 'first-frame') {
		return frames;
	}

	const { time, against } = sources[name];
	const timesOf = (side: Side) => (upgrades[side] ?? []).map((round) => round[time]);
	return { ours: timesOf('lockkeeper'), theirs: timesOf(against) };
}
