import type { Runbook } from '../runbook/schema.ts';
import { count, inWords } from '../text/list.ts';
import { compareVersions, inOrder, inRange, isPrerelease, majorOf, minorOf, releaseOf } from './versions.ts';

/** How a vendor allows releases to follow one another, as a runbook says it. */
export type HopRule = Runbook['version']['hops'];

/** The same with every part named. */
export type HopRules = Exclude<HopRule, string>;

/** A release on the way, and why the way leads there. */
export type Waypoint = { readonly to: string; readonly reason: string };

export const rulesOf = (rule: HopRule): HopRules => (typeof rule === 'string' ? { step: rule } : rule);

/** In words, for the operator, e.g. `one minor at a time, 2 required stops`. */
export function ruleInWords(rule: HopRule): string {
	const { step, latestPatchFirst, stops = [], minimum = [] } = rulesOf(rule);
	return [
		step,
		...(latestPatchFirst ? ['the latest patch first'] : []),
		...(stops.length > 0 ? [count(stops.length, 'required stop')] : []),
		...(minimum.length > 0
			? [`${inWords(minimum.map(({ for: range, from }) => `${range} only from ${from}`))}`]
			: []),
	].join(', ');
}

/** The stops that lie between, oldest first; the target itself is none. */
export function stopsBetween({ stops = [] }: HopRules, current: string, target: string): readonly Waypoint[] {
	const named = stops.map((stop) => (typeof stop === 'string' ? { at: stop } : stop));
	const between = named.filter(
		({ at }) => compareVersions(at, current) > 0 && compareVersions(at, target) < 0,
	);
	return between
		.toSorted((one, other) => compareVersions(one.at, other.at))
		.map((stop) => ({
			to: stop.at,
			reason: `a required stop${'because' in stop && stop.because ? `: ${stop.because}` : ''}`,
		}));
}

/** The rule that a release is reached from a minimum version only, where the current one is older. */
export function tooOldFor({ minimum = [] }: HopRules, current: string, to: string) {
	// What asks for it is in its pre-releases too.
	const meant = (range: string) => inRange(to, range) || inRange(releaseOf(to), range);
	return minimum.find(({ for: range, from }) => meant(range) && compareVersions(current, from) < 0);
}

/** The newest release that meets such a minimum and has none itself; undefined when there is none. */
export function newestMeeting(
	{ for: range, from }: { readonly for: string; readonly from: string },
	before: string,
	versions: readonly string[],
): string | undefined {
	return releasesBetween(versions, undefined, before).findLast(
		(version) => compareVersions(version, from) >= 0 && !inRange(version, range),
	);
}

/** What has to be passed on the way to a release, besides stops and minimums. Versions are all that are known. */
export function passedBetween(
	rules: HopRules,
	from: string,
	to: string,
	versions: readonly string[],
): readonly Waypoint[] {
	const between = releasesBetween(versions, from, to);
	const patch = rules.latestPatchFirst ? between.findLast((version) => sameMinor(version, from)) : undefined;
	const first = patch !== undefined && !sameMinor(to, from) ? [latestPatch(patch)] : [];
	const group = groups[rules.step];
	if (!group) return first;
	const newest = new Map(between.map((version) => [group.of(version), version]));
	newest.delete(group.of(from));
	newest.delete(group.of(to));
	let before = from;
	const passed = inOrder(newest.values()).map((version): Waypoint => {
		const reason = `${group.of(version)} is the next ${group.name} after ${group.of(before)}, and ${version} its newest release`;
		before = version;
		return { to: version, reason };
	});
	return [...first, ...passed];
}

/** Why the last hop of a stretch may be made. */
export function lastReason(rules: HopRules, from: string, to: string): string {
	const group = groups[rules.step];
	if (sameMinor(from, to)) return `a newer release of ${minorOf(to)}, the minor that runs`;
	if (!group) return 'any newer release may follow';
	if (group.of(from) === group.of(to))
		return `a newer release of ${group.of(to)}, the ${group.name} that runs`;
	return `${group.of(to)} is the next ${group.name} after ${group.of(from)}`;
}

/** True where no list of releases is needed: nothing can lie between two releases by these rules. */
export function isNextAnyway({ step, latestPatchFirst }: HopRules, from: string, to: string): boolean {
	if (latestPatchFirst && !sameMinor(from, to)) return false;
	const apart = majorOf(to) - majorOf(from);
	const [, fromMinor = 0] = minorOf(from).split('.').map(Number);
	const [, toMinor = 0] = minorOf(to).split('.').map(Number);
	switch (step) {
		case 'any':
			return true;
		case 'one major at a time':
			return apart <= 1;
		case 'one minor at a time':
			return apart === 0 && toMinor - fromMinor <= 1;
		default:
			return step satisfies never;
	}
}

const groups: Readonly<
	Record<HopRules['step'], { name: string; of: (version: string) => string } | undefined>
> = {
	any: undefined,
	'one minor at a time': { name: 'minor', of: minorOf },
	'one major at a time': { name: 'major', of: (version) => String(majorOf(version)) },
};

const latestPatch = (to: string): Waypoint => ({
	to,
	reason: `${to} is the newest release of ${minorOf(to)}, which comes before another minor`,
});

const sameMinor = (one: string, other: string) => minorOf(one) === minorOf(other);

/** Releases strictly between two, oldest first, pre-releases left out. */
const releasesBetween = (versions: readonly string[], from: string | undefined, to: string) =>
	inOrder(versions).filter(
		(version) =>
			(from === undefined || compareVersions(version, from) > 0) &&
			compareVersions(version, to) < 0 &&
			!isPrerelease(version),
	);
