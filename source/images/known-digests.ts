import { repositoryOf } from '../runbook/detect.ts';
import type { TagFact, TargetImageFact } from '../survey/facts.ts';
import type { LocalImage } from './layers-here.ts';

/** What an image of this host is known by. */
export type Known = Pick<LocalImage, 'id' | 'digests'>;

/** The `sha256:…` behind a name. */
const behind = (digest: string) => digest.slice(digest.indexOf('@') + 1);

/** Digests by which an image came from the repository of a reference, none of other names. */
export const ownDigests = (reference: string, { digests }: Known): readonly string[] =>
	digests.filter((digest) => repositoryOf(digest) === repositoryOf(reference)).map(behind);

/** Whether an image has been here under a digest, by whatever name. */
export const hasDigest = ({ digests }: Known, digest: string): boolean =>
	digests.some((known) => behind(known) === digest);

/**
 * Whether an image of the registry is the one of this host. The index around it may be another one, with other architectures or
 * signatures, while this architecture's image stays.
 */
export const isSameImage = (image: TargetImageFact, known: Known): boolean =>
	[image.digest, ...(image.alsoKnownAs ?? [])].some(
		(digest) => digest === known.id || hasDigest(known, digest),
	);

/** Tags of the target that are on this host already, from the registry, held against what it has today; pure. */
export const tagsOfTarget = (
	images: readonly TargetImageFact[],
	local: readonly LocalImage[],
): readonly TagFact[] =>
	images.flatMap((image): readonly TagFact[] => {
		const { reference, digest } = image;
		const known = local.find(({ tags }) => tags.includes(reference));
		const [here] = known ? ownDigests(reference, known) : [];
		if (!known || here === undefined) return [];
		const same = isSameImage(image, known);
		return [{ reference, is: 'target', here, there: { ok: true, value: { digest, same } } }];
	});
