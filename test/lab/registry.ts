// Touches the world: asks the lab's registry over HTTP.

/** The registry that start-engine brings up; the engine mirrors it for Docker Hub names. */
export const registry = '127.0.0.1:5000';

const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';

/** The name under which the registry keeps a Docker Hub image, without its tag. */
export function repositoryOf(name: string): string {
	return name.includes('/') ? name : `library/${name}`;
}

/** The labels of an image in the registry; undefined when the registry has no such image. */
export async function labelsInRegistry(
	name: string,
	tag: string,
): Promise<Record<string, string> | undefined> {
	const manifest = await fetchManifest(name, tag);
	if (manifest === undefined) {
		return undefined;
	}

	const { config } = JSON.parse(manifest) as { config: { digest: string } };
	const response = await fetch(`http://${registry}/v2/${repositoryOf(name)}/blobs/${config.digest}`);
	if (!response.ok) {
		return undefined;
	}

	const image = (await response.json()) as { config?: { Labels?: Record<string, string> | null } };
	return image.config?.Labels ?? {};
}

/** Gives an image in the registry one more tag, or moves that tag to it. */
export async function addTag(name: string, tag: string, newTag: string): Promise<void> {
	const manifest = await fetchManifest(name, tag);
	if (manifest === undefined) {
		throw new Error(`The registry ${registry} has no ${name}:${tag} to be tagged ${newTag}.`);
	}

	const response = await fetch(manifestAddress(name, newTag), {
		method: 'PUT',
		headers: { 'content-type': manifestType },
		body: manifest,
	});
	if (!response.ok) {
		throw new Error(
			`The registry ${registry} refused the tag ${name}:${newTag}: ${response.status} ${await response.text()}`,
		);
	}
}

async function fetchManifest(name: string, tag: string): Promise<string | undefined> {
	const response = await fetch(manifestAddress(name, tag), { headers: { accept: manifestType } });
	return response.ok ? response.text() : undefined;
}

function manifestAddress(name: string, tag: string): string {
	return `http://${registry}/v2/${repositoryOf(name)}/manifests/${tag}`;
}
