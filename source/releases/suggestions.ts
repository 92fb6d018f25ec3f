import { type HopRule, planHops } from './hops.ts';
import { compareVersions, inOrder, isPrerelease, minorOf } from './versions.ts';

/** A version the operator may choose. */
export type Suggestion = {
	readonly version: string;
	/** Why one would choose it. */
	readonly reason: string;
	/** True for exactly one of a list that is not empty. */
	readonly recommended: boolean;
};

/**
 * Every release that a single hop reaches, newest first. The smallest step forward is recommended: the newest
 * release of the minor that runs, or else the newest of the next minor. Pre-releases are left out.
 */
export function suggestTargets(current: string, versions: readonly string[], rule: HopRule): Suggestion[] {
	const newer = inOrder(versions).filter(
		(version) => compareVersions(version, current) > 0 && !isPrerelease(version),
	);
	const reachable = newer.filter((target) => {
		const plan = planHops({ current, target, versions, rule });
		return plan.ok && plan.hops.length === 1;
	});
	const newestPatch = reachable.findLast((version) => minorOf(version) === minorOf(current));
	const following = reachable.find((version) => minorOf(version) !== minorOf(current));
	const newestNext = reachable.findLast((version) => following && minorOf(version) === minorOf(following));
	const newest = newer.at(-1);
	const recommended = newestPatch ?? newestNext;
	return reachable.reverse().map((version) => ({
		version,
		reason: reasonFor(version, { current, newestPatch, newestNext, newest }),
		recommended: version === recommended,
	}));
}

type Landmarks = {
	current: string;
	newestPatch: string | undefined;
	newestNext: string | undefined;
	newest: string | undefined;
};

function reasonFor(version: string, { current, newestPatch, newestNext, newest }: Landmarks): string {
	const minor = minorOf(version);
	const onTheWay = newest && minorOf(newest) !== minor ? `, on the way to ${newest}` : '';
	if (version === newestPatch) return `newest of ${minor}, the minor that runs`;
	if (version === newestNext) return `newest of ${minor}, the next minor${onTheWay}`;
	if (version === newest) return 'newest release';
	return minor === minorOf(current) ? `of ${minor}, the minor that runs` : `of ${minor}`;
}
