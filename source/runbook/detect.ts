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

type Detected = Exclude<Runbook['detect'], readonly unknown[]>;

/** What is known of a stack before its runbook is. */
export type StackLook = {
	readonly images: readonly string[];
	/** Services whose images the Compose file builds. */
	readonly built: readonly string[];
	/** Whether a file lies in the stack's directory. */
	readonly lies: (file: string) => boolean;
};

const waysOf = ({ detect }: Pick<Runbook, 'detect'>): readonly Detected[] => [detect].flat();

/**
 * Repositories of the images that carry the app's version: those that are named, else the one it is told by. What a checkout
 * builds has none.
 */
export const appRepositories = ({
	detect,
	version,
}: Pick<Runbook, 'detect' | 'version'>): readonly string[] =>
	version.images ??
	('git' in version.pin ? [] : waysOf({ detect }).flatMap((way) => ('image' in way ? way.image : [])));

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

/** The way by which a stack is known to run a runbook's app; undefined when it is not. */
export function detectedBy(runbook: Pick<Runbook, 'detect'>, look: StackLook): Detected | undefined {
	return waysOf(runbook).find((way) =>
		'image' in way
			? look.images.some((image) => repositoryOf(image) === way.image)
			: way.builds.every((service) => look.built.includes(service)) && (way.beside ?? []).every(look.lies),
	);
}

/** Names of the runbooks that fit a stack. */
export function fittingRunbooks(
	runbooks: Readonly<Record<string, Runbook>>,
	look: StackLook,
): readonly string[] {
	return Object.entries(runbooks)
		.filter(([, runbook]) => detectedBy(runbook, look) !== undefined)
		.map(([name]) => name);
}
