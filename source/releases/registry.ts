// Touches the world: asks registries which tags there are and what an image consists of.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ImageSays, LayerFact, Probe, TargetImageFact } from '../survey/facts.ts';
import { chainIds, configLimit, type ImageConfig, manyLayers, readImageConfig } from './image-config.ts';
import { type ImageName, parseImageName, registryAddresses } from './image-name.ts';
import { type AskOptions, RegistryClient } from './registry-client.ts';
import { NotThere, RegistryUnreachable } from './registry-errors.ts';

const manyPages = 200;

const tagPage = z.object({ tags: z.array(z.string()).nullish() });
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const index = z.object({
	manifests: z.array(
		z.object({ digest, platform: z.object({ os: z.string(), architecture: z.string() }).optional() }),
	),
});
const layer = z.object({ digest: z.string(), size: z.int().nonnegative() });
const manifest = z.object({
	config: z.object({ digest: z.string() }),
	layers: z.array(layer).max(manyLayers),
});

const indexTypes = [
	'application/vnd.oci.image.index.v1+json',
	'application/vnd.docker.distribution.manifest.list.v2+json',
];
const manifestTypes = [
	'application/vnd.oci.image.manifest.v1+json',
	'application/vnd.docker.distribution.manifest.v2+json',
];

const allTypes = [...indexTypes, ...manifestTypes].join(', ');
const configTypes =
	'application/vnd.oci.image.config.v1+json, application/vnd.docker.container.image.v1+json, application/octet-stream';

/**
 * All tags of an image's repository, as the first registry gives them that can: mirrors first for names of
 * Docker Hub. `deadline` holds for each registry.
 * @param image with or without a tag, e.g. `specivo/specivo`
 * @throws NotThere when the last registry asked has no such repository, RegistryUnreachable when it could not
 * be asked, the signal's reason when stopped
 */
export async function listTags(
	image: string,
	mirrors: readonly string[],
	options: AskOptions = {},
): Promise<string[]> {
	const name = parseImageName(image);
	return await firstAnswer(name, mirrors, options, async (client) => {
		const tags: string[] = [];
		let path: string | undefined = `/v2/${name.repository}/tags/list?n=${options.pageSize ?? 1000}`;
		for (let page = 0; path && page < manyPages; page += 1) {
			const answer = await client.get(path, 'application/json');
			tags.push(...(readAs(tagPage, client.json(answer)).tags ?? []));
			path = nextPage(answer.headers.get('link'), answer.url);
		}
		return [...new Set(tags)];
	});
}

/**
 * What a registry has under a reference, for Linux on one architecture. The digest is that of what the tag
 * points at, which `docker image inspect` shows after a pull. A configuration that cannot be read is a problem in the fact.
 * @param architecture in the registry's words, e.g. `amd64`
 * @throws as `listTags` does; NotThere also when the architecture is missing
 */
export async function readTargetImage(
	reference: string,
	mirrors: readonly string[],
	architecture: string,
	options: AskOptions = {},
): Promise<TargetImageFact> {
	const name = parseImageName(reference);
	return await firstAnswer(name, mirrors, options, async (client) => {
		const top = await readManifest(client, name, name.digest ?? name.tag ?? 'latest', allTypes);
		const listed = index.safeParse(top.content);
		const own = listed.success
			? await readManifest(
					client,
					name,
					ofArchitecture(listed.data, architecture, reference),
					manifestTypes.join(', '),
				)
			: top;
		const { config, layers } = readAs(manifest, own.content);
		const says = await readConfig(client, name, config.digest, layers.length);
		const chains = says.ok ? chainIds(says.value.diffIds) : [];
		const unique = new Map<string, LayerFact>();
		for (const [place, { digest, size }] of layers.entries()) {
			const chain = chains[place];
			if (!unique.has(digest))
				unique.set(digest, { digest, bytes: size, ...(chain === undefined ? {} : { chain }) });
		}
		return {
			reference,
			digest: top.digest,
			alsoKnownAs: [own.digest, config.digest],
			bytes: [...unique.values()].reduce((sum, { bytes }) => sum + bytes, 0),
			layers: [...unique.values()],
			says: says.ok ? { ok: true, value: ofItself(says.value) } : says,
		};
	});
}

/** Digest of what a tag points at, which costs the registry little: no answer is sent with it. @throws as `listTags` does */
export async function readTagDigest(
	reference: string,
	mirrors: readonly string[],
	options: AskOptions = {},
): Promise<string> {
	const name = parseImageName(reference);
	const which = name.digest ?? name.tag ?? 'latest';
	return await firstAnswer(name, mirrors, options, (client) => askDigest(client, name, which));
}

/** Asked for at once; the first tag alone, so that one token serves for all. */
const atOnce = 5;

/**
 * The first of some tags that has one of these digests; undefined when none has. A tag that is not there has none.
 * @throws as `listTags` does
 */
export async function tagWithDigest(
	image: string,
	tags: readonly string[],
	digests: ReadonlySet<string>,
	mirrors: readonly string[],
	options: AskOptions = {},
): Promise<string | undefined> {
	const name = parseImageName(image);
	return await firstAnswer(name, mirrors, options, async (client) => {
		for (let from = 0; from < tags.length; from += from === 0 ? 1 : atOnce) {
			const some = tags.slice(from, from === 0 ? 1 : from + atOnce);
			const found = await Promise.all(some.map((tag) => digestOrNone(client, name, tag)));
			const place = found.findIndex((each) => each !== undefined && digests.has(each));
			if (place !== -1) return some[place];
		}
		return undefined;
	});
}

async function askDigest(client: RegistryClient, name: ImageName, which: string): Promise<string> {
	const headers = await client.head(manifestPath(name, which), allTypes);
	const told = digest.safeParse(headers.get('docker-content-digest'));
	return told.success ? told.data : (await readManifest(client, name, which, allTypes)).digest;
}

const digestOrNone = (client: RegistryClient, name: ImageName, which: string) =>
	askDigest(client, name, which).catch((error: unknown) => {
		if (error instanceof NotThere) return undefined;
		throw error;
	});

const ofItself = ({ platform, created, labels }: ImageConfig): ImageSays => ({
	platform,
	...(created === undefined ? {} : { created }),
	labels,
});

const manifestPath = ({ repository }: ImageName, which: string) => `/v2/${repository}/manifests/${which}`;

/** @throws RegistryUnreachable also when what was asked for by its digest is something else */
async function readManifest(client: RegistryClient, name: ImageName, which: string, accept: string) {
	const answer = await client.get(manifestPath(name, which), accept);
	const found = sha256(answer.body);
	if (which.startsWith('sha256:') && found !== which)
		throw new RegistryUnreachable(`the registry was asked for ${which} and answered with ${found}`);
	return { content: client.json(answer), digest: found };
}

/** @param layers that the manifest has: the configuration must tell of as many */
async function readConfig(
	client: RegistryClient,
	{ repository }: ImageName,
	which: string,
	layers: number,
): Promise<Probe<ImageConfig>> {
	if (!digest.safeParse(which).success)
		return { ok: false, problem: 'its manifest names no configuration by a digest' };
	try {
		const { body } = await client.get(`/v2/${repository}/blobs/${which}`, configTypes, configLimit);
		const found = sha256(body);
		if (found !== which)
			return {
				ok: false,
				problem: `its configuration is damaged: expected ${which.slice(0, 19)}, found ${found.slice(0, 19)}`,
			};
		const value = readImageConfig(new TextDecoder().decode(body));
		return value.diffIds.length === layers
			? { ok: true, value }
			: {
					ok: false,
					problem: `its configuration tells of ${value.diffIds.length} layers, its manifest of ${layers}`,
				};
	} catch (error) {
		if (client.stopped) throw error;
		return { ok: false, problem: error instanceof Error ? error.message : String(error) };
	}
}

const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function firstAnswer<T>(
	name: ImageName,
	mirrors: readonly string[],
	options: AskOptions,
	ask: (client: RegistryClient) => Promise<T>,
): Promise<T> {
	const said: string[] = [];
	let last: unknown;
	for (const base of registryAddresses(name, mirrors)) {
		try {
			return await ask(new RegistryClient(base, options));
		} catch (error) {
			if (!(error instanceof NotThere) && !(error instanceof RegistryUnreachable)) throw error;
			said.push(error.message);
			last = error;
		}
	}
	// A mirror may hold a part only: what it lacks is not there when the registry behind it says so too.
	const text = said.join('; ');
	throw last instanceof NotThere
		? new NotThere(text, { cause: last })
		: new RegistryUnreachable(text, { cause: last });
}

function ofArchitecture(list: z.infer<typeof index>, architecture: string, reference: string): string {
	const linux = list.manifests.filter(({ platform }) => platform?.os === 'linux');
	const found = linux.find(({ platform }) => platform?.architecture === architecture);
	if (found) return found.digest;
	const others = [...new Set(linux.map(({ platform }) => platform?.architecture))].join(', ') || 'none';
	throw new NotThere(`${reference} has no image for linux/${architecture}; for linux it has: ${others}`);
}

/** RFC 8288, as the OCI Distribution Specification uses it for pages. */
export function nextPage(link: string | null, from: string): string | undefined {
	const target = /<([^>]*)>\s*;\s*rel="?next"?/i.exec(link ?? '')?.[1];
	return target && URL.canParse(target, from) ? new URL(target, from).href : undefined;
}

function readAs<T>(schema: z.ZodType<T>, content: unknown): T {
	const read = schema.safeParse(content);
	if (read.success) return read.data;
	throw new RegistryUnreachable('the registry answered with JSON of another shape than expected', {
		cause: read.error,
	});
}
