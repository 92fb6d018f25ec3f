import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ImageSays } from '../survey/facts.ts';
import { printable } from '../text/printable.ts';
import { shortened } from '../text/shortened.ts';

/** Bytes of a configuration; it has a line for each layer and label, and seldom 20 KiB. */
export const configLimit = 4 * 1024 * 1024;

/** Layers of one image; the engine takes 127. */
export const manyLayers = 1000;
const manyLabels = 20;
/** Characters of a label. */
const longest = 200;

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const configuration = z.object({
	architecture: z.string(),
	os: z.string(),
	variant: z.string().nullish(),
	created: z.string().nullish(),
	config: z.object({ Labels: z.record(z.string(), z.unknown()).nullish() }).nullish(),
	rootfs: z.object({ diff_ids: z.array(digest).max(manyLayers) }),
});

export type ImageConfig = ImageSays & {
	/** Digests of the unpacked layers, the lowest first. */
	readonly diffIds: readonly string[];
};

/**
 * What an image's configuration says (OCI Image 1.1, and Docker's before it); all of it is cleaned and cut, whoever wrote it.
 * @throws Error with what was expected
 */
export function readImageConfig(text: string): ImageConfig {
	let content: unknown;
	try {
		content = JSON.parse(text);
	} catch {
		throw new Error('its configuration is no JSON');
	}
	const read = configuration.safeParse(content);
	if (!read.success) {
		const place = read.error.issues[0]?.path.join('.') || 'the whole';
		throw new Error(`its configuration is of another shape than expected (${shortened(place, 60)})`);
	}
	const { os, architecture, variant, created, config, rootfs } = read.data;
	const labels = standardLabels(config?.Labels ?? {});
	const made = asMoment(created) ?? asMoment(labels.created);
	return {
		platform: [os, architecture, variant]
			.filter(Boolean)
			.map((word) => clean(word, 40))
			.join('/'),
		...(made === undefined ? {} : { created: made }),
		labels,
		diffIds: rootfs.diff_ids,
	};
}

/** What the engine calls each layer on those below it (OCI Image 1.1, ChainID); the lowest first. */
export function chainIds(diffIds: readonly string[]): readonly string[] {
	const chains: string[] = [];
	for (const diffId of diffIds) {
		const below = chains.at(-1);
		chains.push(
			below === undefined
				? diffId
				: `sha256:${createHash('sha256').update(`${below} ${diffId}`).digest('hex')}`,
		);
	}
	return chains;
}

function standardLabels(labels: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
	const found = Object.entries(labels).flatMap(([key, value]) => {
		const name = /^org\.opencontainers\.image\.([a-z][a-z0-9.-]{0,39})$/.exec(key)?.[1];
		const text = typeof value === 'string' ? clean(value, longest) : '';
		return name === undefined || text === '' ? [] : [[name, text] as const];
	});
	return Object.fromEntries(found.slice(0, manyLabels));
}

const clean = (text: unknown, most: number) => shortened(printable(String(text)).trim(), most);

/** Builds that can be repeated write a year long gone: it tells nothing. */
function asMoment(text: string | null | undefined): string | undefined {
	const milliseconds = /^\d{4}-\d{2}-\d{2}T/.test(text ?? '') ? Date.parse(text ?? '') : Number.NaN;
	return Number.isNaN(milliseconds) || milliseconds < Date.UTC(2000)
		? undefined
		: new Date(milliseconds).toISOString();
}
