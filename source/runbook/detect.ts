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

/** Names of the runbooks that fit a stack with these images. */
export function fittingRunbooks(
	runbooks: Readonly<Record<string, Runbook>>,
	images: readonly string[],
): readonly string[] {
	return Object.entries(runbooks)
		.filter(([, runbook]) => images.some((image) => repositoryOf(image) === runbook.detect.image))
		.map(([name]) => name);
}
