import semver from 'semver';

/** What a tag of an image, or of a repository, stands for. */
export type Tag =
	/** One release, and always the same one. `version` has no `v`. */
	| { readonly kind: 'release'; readonly tag: string; readonly version: string; readonly prerelease: boolean }
	/** Moves with the releases: `latest`, `1`, `1.2`, `1-alpine`. */
	| { readonly kind: 'floating'; readonly tag: string }
	/** Neither, e.g. `sha-3f2c1a9`. */
	| { readonly kind: 'other'; readonly tag: string };

const floatingWord =
	/^(latest|stable|edge|main|master|trunk|next|nightly|dev|develop|current|lts|beta|alpha|rc)(-.*)?$/i;
const partialVersion = /^v?\d+(\.\d+)?(-.*)?$/;

/** Tells releases, floating tags and the rest apart. Semantic Versioning 2.0.0, with or without `v`. */
export function readTag(tag: string): Tag {
	const parsed = /^v?\d/.test(tag) ? semver.parse(tag) : null;
	if (parsed)
		return { kind: 'release', tag, version: parsed.version, prerelease: parsed.prerelease.length > 0 };
	if (floatingWord.test(tag) || partialVersion.test(tag)) return { kind: 'floating', tag };
	return { kind: 'other', tag };
}

/** The exact version that a text names, without `v`; undefined when it names none. */
export function exactVersion(text: string): string | undefined {
	const tag = readTag(text.trim());
	return tag.kind === 'release' ? tag.version : undefined;
}

/** True for one release, with or without `v`; false for `latest`, `0.1` and the like. */
export const isExactVersion = (text: string): boolean => exactVersion(text) !== undefined;

/** All exact versions among tags, oldest first, without `v`, each once. */
export function exactVersions(tags: readonly string[]): string[] {
	return inOrder(new Set(tags.flatMap((tag) => exactVersion(tag) ?? [])));
}

/** Exact versions, oldest first. */
export function inOrder(versions: Iterable<string>): string[] {
	return [...versions].sort(semver.compare);
}

/** Below zero when `one` is older than `other`. Both are exact. */
export const compareVersions = (one: string, other: string): number => semver.compare(one, other);

/** True when both are exact, and `one` is the newer. */
export const isNewer = (one: string, other: string): boolean =>
	isExactVersion(one) && isExactVersion(other) && compareVersions(one, other) > 0;

export const isPrerelease = (version: string): boolean => semver.prerelease(version) !== null;

/** True when an exact version, pre-releases too, lies in a range as npm writes it, e.g. `>=3.0.0`. */
export const inRange = (version: string, range: string): boolean =>
	semver.satisfies(version, range, { includePrerelease: true });

export const isRange = (text: string): boolean => semver.validRange(text) !== null;

/** The release that a pre-release leads to; of a release itself. */
export const releaseOf = (version: string): string => `${minorOf(version)}.${semver.patch(version)}`;

export const majorOf = (version: string): number => semver.major(version);

/** The minor an exact version belongs to, e.g. `0.1`. */
export const minorOf = (version: string): string => `${semver.major(version)}.${semver.minor(version)}`;
