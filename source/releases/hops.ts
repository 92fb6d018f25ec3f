import { inWords } from '../text/list.ts';
import {
	type HopRule,
	type HopRules,
	isNextAnyway,
	lastReason,
	newestMeeting,
	passedBetween,
	rulesOf,
	stopsBetween,
	tooOldFor,
	type Waypoint,
} from './hop-rules.ts';
import { compareVersions, exactVersion, inOrder } from './versions.ts';

/** The move from one release to the next one allowed. */
export type Hop = { readonly from: string; readonly to: string; readonly reason: string };

export type HopPlan =
	| { readonly ok: true; readonly hops: readonly Hop[] }
	| { readonly ok: false; readonly problem: string; readonly advice: string };

export type HopQuestion = {
	readonly current: string;
	/** As typed, with or without `v`. */
	readonly target: string;
	/** Exact releases there are; undefined when they could not be read. */
	readonly versions: readonly string[] | undefined;
	readonly rule: HopRule;
};

/**
 * The hops that lead from one version to another by the vendor's rules. `one minor at a time`: within a minor, and to any
 * release of the next minor, in one hop; each minor further on is passed at its newest release. A new major's first
 * minor comes after the last minor of the old one. `one major at a time` is the same with majors. Required stops are
 * always made, each where it lies on the way; a release with a minimum version is led to by the newest that meets it;
 * `latestPatchFirst` leads to the newest release of a minor before that minor is left. Pre-releases are never passed through.
 */
export function planHops(question: HopQuestion): HopPlan {
	const { versions } = question;
	const current = exactVersion(question.current);
	const target = exactVersion(question.target);
	if (!current) return notAVersion('running version', question.current, 'Pin one exact release first.');
	if (!target) return notAVersion('target', question.target, known(versions));
	if (compareVersions(target, current) <= 0) return notNewer(current, target, versions);
	if (versions && !versions.includes(target)) {
		return refused(`Expected a release that exists, found ${target}.`, known(versions));
	}
	const rules = rulesOf(question.rule);
	const hops: Hop[] = [];
	let from = current;
	for (const waypoint of [...stopsBetween(rules, current, target), { to: target, reason: '' }]) {
		if (versions && !versions.includes(waypoint.to))
			return refused(
				`Expected the required stop ${waypoint.to} between ${current} and ${target} to exist, found no such release.`,
				'Ask the vendor which release takes its place, and say so under `version.hops.stops` in lockkeeper.yaml.',
			);
		const stretch = hopsWithin(rules, from, waypoint, versions);
		if (!stretch.ok) return stretch;
		hops.push(...stretch.hops);
		from = waypoint.to;
	}
	// What is passed by one rule may be too old, or too new, for another.
	const broken = hops.find((hop) => tooOldFor(rules, hop.from, hop.to));
	if (broken)
		return refused(
			`Expected a way from ${current} to ${target} by all rules of the vendor's, found none: ${broken.from} → ${broken.to} is not allowed.`,
			'Ask the vendor for the way, and say it under `version.hops` in lockkeeper.yaml.',
		);
	return { ok: true, hops };
}

/** From one version to a required stop, or to the target. */
function hopsWithin(
	rules: HopRules,
	from: string,
	waypoint: Waypoint,
	versions: readonly string[] | undefined,
): HopPlan {
	const { to } = waypoint;
	const rule = tooOldFor(rules, from, to);
	if (rule) {
		const because = rule.because ? `: ${rule.because}` : '';
		const by = versions && newestMeeting(rule, to, versions);
		if (!by || compareVersions(by, from) <= 0)
			return refused(
				`Expected a release from ${rule.from} on that leads to ${to}, found ${versions ? 'none' : 'no list of releases'}: ${from} is too old for ${rule.for}${because}.`,
				versions
					? 'Ask the vendor for the way, and say it under `version.hops` in lockkeeper.yaml.'
					: `Make the list of releases reachable, or name a release from ${rule.from} on.`,
			);
		const reason = `releases ${rule.for} are reached only from ${rule.from} on${because}`;
		const first = hopsWithin(rules, from, { to: by, reason }, versions);
		if (!first.ok) return first;
		const then = hopsWithin(rules, by, waypoint, versions);
		return then.ok ? { ok: true, hops: [...first.hops, ...then.hops] } : then;
	}
	if (!versions && !isNextAnyway(rules, from, to))
		return refused(
			`Expected to know the releases between ${from} and ${to}, found no list of releases.`,
			rules.latestPatchFirst
				? 'Make the list of releases reachable, or name a release of the minor that runs.'
				: 'Make the list of releases reachable, or name a release of the next minor.',
		);
	const hops: Hop[] = [];
	let at = from;
	for (const { to: passed, reason } of passedBetween(rules, from, to, versions ?? [])) {
		hops.push({ from: at, to: passed, reason });
		at = passed;
	}
	return {
		ok: true,
		hops: [...hops, { from: at, to, reason: waypoint.reason || lastReason(rules, at, to) }],
	};
}

function notNewer(current: string, target: string, versions: readonly string[] | undefined): HopPlan {
	const newer = versions?.filter((version) => compareVersions(version, current) > 0);
	if (compareVersions(target, current) === 0) {
		return refused(`Expected a release newer than ${current}, found the one that runs.`, known(newer));
	}
	return refused(
		`Expected a release newer than ${current}, found ${target}, which is older.`,
		`An older version is a way back: see lockkeeper rollback. ${known(newer)}`,
	);
}

const notAVersion = (what: string, found: string, advice: string): HopPlan =>
	refused(`Expected the ${what} to be an exact version such as 0.1.10, found “${found}”.`, advice);

/** The newest releases to choose from, as advice. */
function known(versions: readonly string[] | undefined): string {
	if (!versions) return 'Name one exact release.';
	const newest = inOrder(versions).reverse().slice(0, 5);
	return newest.length === 0 ? 'No such release is known.' : `Name one of ${inWords(newest, 'or')}.`;
}

const refused = (problem: string, advice: string): HopPlan => ({ ok: false, problem, advice });
