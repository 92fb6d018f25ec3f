import type { Probe, ResolvedTag } from '../survey/facts.ts';
import { isPrerelease, readTag } from './versions.ts';

/** Releases that are held against a tag: each costs the registry an answer. */
const manyCandidates = 20;

/** Words for what is not released yet. */
const early = /^(edge|main|master|trunk|next|nightly|dev|develop|beta|alpha|rc)\b/i;

/**
 * Releases that a tag may stand for, the newest first, 20 at most: of `1.2` those of 1.2, of `1-alpine` those of 1 that end
 * alike, of `latest` and of a digest alone all, pre-releases only where the word speaks of such. Pure.
 * @param versions exact, oldest first
 */
export function candidatesFor(tag: string, versions: readonly string[]): readonly string[] {
	const newest = [...versions].reverse();
	const [, word = '', suffix] =
		readTag(tag).kind === 'floating' ? (/^v?([^-]+)(?:-(.*))?$/i.exec(tag) ?? []) : [];
	const ofNumber = /^\d/.test(word) ? newest.filter((version) => version.startsWith(`${word}.`)) : newest;
	const alike = ofNumber.filter((version) =>
		suffix === undefined
			? !isPrerelease(version) || early.test(word)
			: version.split('-').slice(1).join('-') === suffix,
	);
	return (alike.length > 0 ? alike : ofNumber).slice(0, manyCandidates);
}

export const releaseOf = (resolved: Probe<ResolvedTag> | undefined): string | undefined =>
	resolved?.ok ? resolved.value.release : undefined;

/** What a tag that moves stands for, a clause after the tag; empty where nobody asked. */
export function resolvedInWords(resolved: Probe<ResolvedTag> | undefined): string {
	if (!resolved) return '';
	if (!resolved.ok) return `; which release that is could not be told: ${resolved.problem}`;
	const { release, compared } = resolved.value;
	if (release !== undefined) return `, which is ${release} (same digest)`;
	if (compared === 0) return '; there is no release to compare it with';
	return compared === 1
		? '; the one release compared has another digest'
		: `; none of the ${compared} releases compared has its digest`;
}
