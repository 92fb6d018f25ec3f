/** An image reference taken apart. */
export type ImageName = {
	/** Host and port; undefined for Docker Hub. */
	readonly host?: string;
	/** As the registry knows it: `library/` stands before official names of Docker Hub. */
	readonly repository: string;
	/** Undefined when the reference has a digest and no tag. */
	readonly tag?: string;
	/** `sha256:…` */
	readonly digest?: string;
};

const hub = 'https://registry-1.docker.io';
const hubNames = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/** Takes a reference apart by the rules of Docker: no tag and no digest means `latest`. */
export function parseImageName(reference: string): ImageName {
	const [named = '', digest] = reference.split('@');
	const colon = named.lastIndexOf(':');
	const tagged = colon > named.lastIndexOf('/');
	const path = tagged ? named.slice(0, colon) : named;
	const tag = tagged ? named.slice(colon + 1) : digest ? undefined : 'latest';
	const [first = '', ...rest] = path.split('/');
	const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
	return {
		...(isHost && !hubNames.has(first) ? { host: first } : {}),
		repository: repositoryOf(path, isHost ? first : undefined),
		...(tag === undefined ? {} : { tag }),
		...(digest === undefined ? {} : { digest }),
	};
}

function repositoryOf(path: string, host: string | undefined): string {
	const repository = host === undefined ? path : path.slice(host.length + 1);
	const onHub = host === undefined || hubNames.has(host);
	return onHub && !repository.includes('/') ? `library/${repository}` : repository;
}

/**
 * Base addresses to ask for an image, in the engine's order: the mirrors stand for Docker Hub alone. The
 * engine speaks plain HTTP to registries on its own machine.
 */
export function registryAddresses(name: ImageName, mirrors: readonly string[]): string[] {
	if (!name.host) return [...mirrors.map((mirror) => mirror.replace(/\/+$/, '')), hub];
	const machine = name.host.replace(/:\d+$/, '');
	const own = machine === 'localhost' || machine === '[::1]' || /^127(\.\d+){3}$/.test(machine);
	return [`${own ? 'http' : 'https'}://${name.host}`];
}
