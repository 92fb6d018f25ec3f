import { inWords } from '../text/list.ts';
import type { HopRule } from './hop-rules.ts';
import { type Hop, planHops } from './hops.ts';
import { compareVersions, inOrder, isPrerelease, minorOf } from './versions.ts';

/** A version the operator may choose. */
export type Suggestion = {
	readonly version: string;
	/** Why one would choose it. */
	readonly reason: string;
	/** True for exactly one of a list that is not empty. */
	readonly recommended: boolean;
	/** The newest of the minor that runs, of the next one, or of all: worth a closer look. */
	readonly landmark: boolean;
	/** The way to it. */
	readonly hops: readonly Hop[];
	/** How many releases newer than the current one it takes in, itself counted, pre-releases not. */
	readonly releases: number;
};

/**
 * Every release that a single hop reaches, and the newest that any way reaches, newest first. The smallest step forward is
 * recommended: the newest release of the minor that runs, or else what the first hop reaches of the next one.
 * Pre-releases are left out.
 */
export function suggestTargets(current: string, versions: readonly string[], rule: HopRule): Suggestion[] {
	const newer = inOrder(versions).filter(
		(version) => compareVersions(version, current) > 0 && !isPrerelease(version),
	);
	const ways = new Map<string, readonly Hop[]>();
	for (const target of newer) {
		const plan = planHops({ current, target, versions, rule });
		if (plan.ok) ways.set(target, plan.hops);
	}
	const reachable = newer.filter((version) => ways.has(version));
	const single = reachable.filter((version) => ways.get(version)?.length === 1);
	const newestPatch = single.findLast((version) => minorOf(version) === minorOf(current));
	const following = single.find((version) => minorOf(version) !== minorOf(current));
	const newestNext = single.findLast((version) => following && minorOf(version) === minorOf(following));
	const newest = newer.at(-1);
	const farthest = reachable.at(-1);
	const recommended = newestPatch ?? newestNext ?? farthest;
	const landmarks = new Set([newestPatch, newestNext, farthest]);
	return reachable
		.filter((version) => ways.get(version)?.length === 1 || version === farthest)
		.reverse()
		.map((version) => ({
			version,
			reason: reasonFor(version, { current, newestPatch, newestNext, newest }, ways.get(version) ?? []),
			recommended: version === recommended,
			landmark: landmarks.has(version),
			hops: ways.get(version) ?? [],
			releases: newer.filter((other) => compareVersions(other, version) <= 0).length,
		}));
}

type Landmarks = {
	current: string;
	newestPatch: string | undefined;
	newestNext: string | undefined;
	newest: string | undefined;
};

function reasonFor(
	version: string,
	{ current, newestPatch, newestNext, newest }: Landmarks,
	hops: readonly Hop[],
): string {
	const minor = minorOf(version);
	const onTheWay = newest && minorOf(newest) !== minor ? `, on the way to ${newest}` : '';
	if (hops.length > 1) {
		const by = inWords(hops.slice(0, -1).map(({ to }) => to));
		return `${version === newest ? 'newest release' : `of ${minor}`}, in ${hops.length} hops by ${by}`;
	}
	if (version === newestPatch) return `newest of ${minor}, the minor that runs`;
	if (version === newestNext) return `newest of ${minor}, the next minor${onTheWay}`;
	if (version === newest) return 'newest release';
	return minor === minorOf(current) ? `of ${minor}, the minor that runs` : `of ${minor}`;
}
