import type { Runbook } from './schema.ts';

/** The repository of an image reference: without tag, digest and Docker Hub's own host names. */
export function repositoryOf(reference: string): string {
	const withoutDigest = reference.split('@')[0] ?? '';
	const slash = withoutDigest.lastIndexOf('/');
	const colon = withoutDigest.indexOf(':', slash + 1);
	const repository = colon === -1 ? withoutDigest : withoutDigest.slice(0, colon);
	return repository.replace(/^(index\.)?docker\.io\/(library\/)?/, '');
}

/** The tag of an image reference; `latest` when it names neither tag nor digest, undefined with a digest alone. */
export function tagOf(reference: string): string | undefined {
	const [name = '', digest] = reference.split('@');
	const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
	if (colon !== -1) return name.slice(colon + 1);
	return digest ? undefined : 'latest';
}

/** Repositories of the images that carry the app's version. */
export const appRepositories = ({
	detect,
	version,
}: Pick<Runbook, 'detect' | 'version'>): readonly string[] =>
	version.images ?? ('image' in detect ? [detect.image] : []);

/** Those of them that these images are of, each once; all when none is: the Compose file may have lost them. */
export function repositoriesAmong(
	runbook: Pick<Runbook, 'detect' | 'version'>,
	images: readonly (string | undefined)[],
): readonly string[] {
	const there = new Set(images.map((image) => repositoryOf(image ?? '')));
	const all = appRepositories(runbook);
	const found = all.filter((repository) => there.has(repository));
	return found.length > 0 ? found : all;
}

/** Names of the runbooks that fit a stack with these images, and these services that are built. */
export function fittingRunbooks(
	runbooks: Readonly<Record<string, Runbook>>,
	images: readonly string[],
	built: readonly string[] = [],
): readonly string[] {
	return Object.entries(runbooks)
		.filter(([, { detect }]) =>
			'image' in detect
				? images.some((image) => repositoryOf(image) === detect.image)
				: detect.builds.every((service) => built.includes(service)),
		)
		.map(([name]) => name);
}
