import type { Runbook } from '../runbook/schema.ts';
import { inWords } from '../text/list.ts';
import { compareVersions, exactVersion, inOrder, isPrerelease, minorOf } from './versions.ts';

export type HopRule = Runbook['version']['hops'];

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
 * The hops that lead from one version to another. `one minor at a time`: within a minor, and to any release
 * of the next minor, in one hop; each minor further on is passed at its newest release. A new major's first
 * minor comes after the last minor of the old one. Pre-releases are never passed through.
 */
export function planHops(question: HopQuestion): HopPlan {
	const current = exactVersion(question.current);
	const target = exactVersion(question.target);
	if (!current) return notAVersion('running version', question.current, 'Pin one exact release first.');
	if (!target) return notAVersion('target', question.target, known(question.versions));
	if (compareVersions(target, current) <= 0) return notNewer(current, target, question.versions);
	if (question.versions && !question.versions.includes(target)) {
		return refused(`Expected a release that exists, found ${target}.`, known(question.versions));
	}
	if (question.rule === 'any') {
		return { ok: true, hops: [{ from: current, to: target, reason: 'any newer release may follow' }] };
	}
	return oneMinorAtATime(current, target, question.versions);
}

function oneMinorAtATime(current: string, target: string, versions: readonly string[] | undefined): HopPlan {
	if (!versions && !isNextNumber(minorOf(current), minorOf(target))) {
		return refused(
			`Expected to know the minors between ${current} and ${target}, found no list of releases.`,
			'Make the registry reachable, or name a release of the next minor.',
		);
	}
	const stops = minorsBetween(current, target, versions ?? []);
	const hops: Hop[] = [];
	let from = current;
	for (const to of [...stops, target]) {
		hops.push({ from, to, reason: reasonFor(from, to, target) });
		from = to;
	}
	return { ok: true, hops };
}

/** The newest release of each minor strictly between two versions, oldest first. */
function minorsBetween(current: string, target: string, versions: readonly string[]): string[] {
	const newest = new Map<string, string>();
	for (const version of inOrder(versions)) {
		const between = compareVersions(version, current) > 0 && compareVersions(version, target) < 0;
		if (between && !isPrerelease(version)) newest.set(minorOf(version), version);
	}
	newest.delete(minorOf(current));
	newest.delete(minorOf(target));
	return inOrder(newest.values());
}

function reasonFor(from: string, to: string, target: string): string {
	if (minorOf(from) === minorOf(to)) return `a newer release of ${minorOf(to)}, the minor that runs`;
	const next = `${minorOf(to)} is the next minor after ${minorOf(from)}`;
	return to === target ? next : `${next}, and ${to} its newest release`;
}

/** True for the same minor and for the one counted next, e.g. 0.1 and 0.2; a major has no known last minor. */
function isNextNumber(from: string, to: string): boolean {
	const [fromMajor = 0, fromMinor = 0] = from.split('.').map(Number);
	const [toMajor = 0, toMinor = 0] = to.split('.').map(Number);
	return fromMajor === toMajor && toMinor - fromMinor <= 1;
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
