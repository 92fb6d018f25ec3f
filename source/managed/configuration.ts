import type { Edit } from '../text/edit.ts';

/** The app's name as the top of a fly.toml has it. */
export const appIn = (text: string): string | undefined => /^app\s*=\s*["']([^"']+)["']/m.exec(text)?.[1];

/** Where the machine is to have a volume. */
export const destinationsIn = (text: string): readonly string[] =>
	[...text.matchAll(/^\s*destination\s*=\s*["']([^"']+)["']/gm)].flatMap(([, path]) => path ?? []);

/** The tag of an image where the text names it; undefined when it does so never, or in several ways. */
export function tagIn(text: string, image: string): string | undefined {
	const tags = new Set([...text.matchAll(pattern(image))].map(([, tag]) => tag));
	return tags.size === 1 ? [...tags][0] : undefined;
}

/** The text with another tag of the image, no other byte changed. */
export function withTagIn(text: string, image: string, version: string): Edit {
	const found = [...text.matchAll(pattern(image))];
	return found.length === 1
		? { ok: true, text: text.replace(pattern(image), `${image}:${version}`) }
		: {
				ok: false,
				problem: `Expected ${image} with its tag once, found it ${found.length === 0 ? 'nowhere' : `${found.length} times`}.`,
			};
}

/** In quotes or not; never the tail of a longer name. */
const pattern = (image: string) =>
	new RegExp(`(?<![\\w./-])${image.replaceAll(/[.]/g, '\\.')}:(\\w[\\w.-]{0,127})`, 'g');
