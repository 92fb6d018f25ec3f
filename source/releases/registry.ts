// Touches the world: asks registries which tags there are and what an image consists of.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TargetImageFact } from '../survey/facts.ts';
import { type ImageName, parseImageName, registryAddresses } from './image-name.ts';
import { type AskOptions, RegistryClient } from './registry-client.ts';
import { NotThere, RegistryUnreachable } from './registry-errors.ts';

const manyPages = 200;

const tagPage = z.object({ tags: z.array(z.string()).nullish() });
const index = z.object({
	manifests: z.array(
		z.object({
			digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
			platform: z.object({ os: z.string(), architecture: z.string() }).optional(),
		}),
	),
});
const layer = z.object({ digest: z.string(), size: z.int().nonnegative() });
const manifest = z.object({ config: z.object({ digest: z.string() }), layers: z.array(layer) });

const indexTypes = [
	'application/vnd.oci.image.index.v1+json',
	'application/vnd.docker.distribution.manifest.list.v2+json',
];
const manifestTypes = [
	'application/vnd.oci.image.manifest.v1+json',
	'application/vnd.docker.distribution.manifest.v2+json',
];

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
 * points at, which `docker image inspect` shows after a pull.
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
	const at = (which: string) => `/v2/${name.repository}/manifests/${which}`;
	return await firstAnswer(name, mirrors, options, async (client) => {
		const top = await client.get(
			at(name.digest ?? name.tag ?? 'latest'),
			[...indexTypes, ...manifestTypes].join(', '),
		);
		const content = client.json(top);
		const listed = index.safeParse(content);
		const { layers } = readAs(
			manifest,
			listed.success
				? client.json(
						await client.get(
							at(ofArchitecture(listed.data, architecture, reference)),
							manifestTypes.join(', '),
						),
					)
				: content,
		);
		const digest = `sha256:${createHash('sha256').update(top.body).digest('hex')}`;
		const unique = [...new Map(layers.map((each) => [each.digest, each.size]))];
		return {
			reference,
			digest,
			bytes: unique.reduce((sum, [, size]) => sum + size, 0),
			layers: unique.map(([layerDigest, size]) => ({ digest: layerDigest, bytes: size })),
		};
	});
}

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
