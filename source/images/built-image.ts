import { isExactVersion } from '../releases/versions.ts';
import { repositoryOf, tagOf } from '../runbook/detect.ts';
import { keptTag } from './kept-tag.ts';

/** A running image that was built here. */
export type BuiltImage = {
	/** As Compose calls it. */
	readonly image: string;
	/** The version that is checked out, or expected. */
	readonly builtFrom: string;
	/** All that the engine knows the image by. */
	readonly tags: readonly string[];
};

/** Neither a version nor Compose calls it so any more: nobody knows what it was built from. */
const untagged = 'untagged';

/**
 * References with versions for running images that were built from one checkout, in their order; pure. An image carries a
 * version's tag only once Lockkeeper has given it one. Where none does, it is of the version checked out, as long as
 * Compose would start this very image; and once one is, so are those that have not changed since an older version.
 */
export function builtReferences(images: readonly BuiltImage[]): readonly string[] {
	const read = images.map((each) => ({ ...each, ...tagsOf(each) }));
	const builtByHand = read.some(({ versions, named }) => named && versions.length === 0);
	return read.map(({ repository, builtFrom, versions, named }) => {
		if (versions.includes(builtFrom) || (named && builtByHand)) return `${repository}:${builtFrom}`;
		return `${repository}:${versions[0] ?? untagged}`;
	});
}

/** Versions among an image's tags, our own included, and whether Compose would start it. */
function tagsOf({ image, tags }: BuiltImage) {
	const repository = repositoryOf(image);
	const kept = repositoryOf(keptTag(`${repository}:0`));
	const versions = tags
		.filter((tag) => [repository, kept].includes(repositoryOf(tag)))
		.flatMap((tag) => tagOf(tag) ?? [])
		.filter(isExactVersion);
	const named = tags.some((tag) => repositoryOf(tag) === repository && tagOf(tag) === tagOf(image));
	return { repository, versions, named };
}
