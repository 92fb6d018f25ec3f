import { chainIds } from '../releases/image-config.ts';
import type { LayerFact, TargetImageFact } from '../survey/facts.ts';
import { formatBytes } from '../text/bytes.ts';

/** An image of this host. */
export type LocalImage = {
	/** `sha256:…` */
	readonly id: string;
	/** References with a tag. */
	readonly tags: readonly string[];
	/** `name@sha256:…` of each name that it came or went to a registry by. */
	readonly digests: readonly string[];
	/** Digests of its unpacked layers, the lowest first. */
	readonly diffIds: readonly string[];
};

/**
 * Images of the registry with a word on each layer whether it is here; pure. The engine leaves a layer out of a pull when it has
 * the same one on the same layers below, and knows it by the digest that the registry calls it: that it learns by a pull or a
 * push, so images that were only built here do not count. Of an image that is here as a whole it fetches nothing (tried with
 * Docker 20.10).
 */
export function withLayersHere(
	images: readonly TargetImageFact[],
	local: readonly LocalImage[],
): readonly TargetImageFact[] {
	const here = new Set(
		local.filter(({ digests }) => digests.length > 0).flatMap(({ diffIds }) => chainIds(diffIds)),
	);
	const ids = new Set(local.map(({ id }) => id));
	return images.map((image) => {
		const isHere = [image.digest, ...(image.alsoKnownAs ?? [])].some((known) => ids.has(known));
		return {
			...image,
			layers: image.layers.map((layer) =>
				isHere || layer.chain !== undefined
					? { ...layer, here: isHere || here.has(layer.chain ?? '') }
					: layer,
			),
		};
	});
}

/** Layers of several images, each once, compressed bytes. Of what nobody can tell, all is to be downloaded. */
export type Download = {
	readonly bytes: number;
	readonly layers: number;
	readonly toDownload: number;
	/** False when it is not known of each layer whether it is here. */
	readonly isKnown: boolean;
};

export function downloadOf(images: readonly TargetImageFact[]): Download {
	const layers = new Map<string, LayerFact>();
	for (const layer of images.flatMap((image) => image.layers))
		if (!layers.get(layer.digest)?.here) layers.set(layer.digest, layer);
	const sum = (some: readonly LayerFact[]) => some.reduce((bytes, layer) => bytes + layer.bytes, 0);
	const all = [...layers.values()];
	return {
		bytes: sum(all),
		layers: all.length,
		toDownload: sum(all.filter(({ here }) => !here)),
		isKnown: all.every(({ here }) => here !== undefined),
	};
}

/** E.g. `20 MiB to download of 120 MiB, 100 MiB are here`; the whole alone where no more is known. */
export function sizeInWords({ bytes, toDownload, isKnown }: Download): string {
	if (!isKnown || bytes === 0) return formatBytes(bytes);
	if (toDownload === 0) return `${formatBytes(bytes)}, all of it is here`;
	if (toDownload === bytes) return `${formatBytes(bytes)} to download, none of it is here`;
	return `${formatBytes(toDownload)} to download of ${formatBytes(bytes)}, ${formatBytes(bytes - toDownload)} are here`;
}
