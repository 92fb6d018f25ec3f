import {
	type Document,
	isAlias,
	isMap,
	isScalar,
	LineCounter,
	type Pair,
	parseDocument,
	type Scalar,
	type YAMLMap,
} from 'yaml';
import type { Edit } from '../text/edit.ts';

/** Characters of an image's tag (Docker's reference grammar). */
const tagPattern = /^\w[\w.-]{0,127}$/;

/**
 * Changes the tag of the images of some services in the text of a Compose file, and no other character: comments, order, quotes
 * and line ends stay. An image that several services share by an anchor is changed once, where it stands. Whatever could be
 * read in two ways is refused; the problem says what was expected, what was found, in which line, and what to do.
 */
export function setTags(text: string, services: readonly string[], version: string): Edit {
	if (!tagPattern.test(version))
		return refused(`Expected a tag of letters, digits and any of _.- for the version, found “${version}”.`);
	const lines = new LineCounter();
	const document = parseDocument(text, { lineCounter: lines, keepSourceTokens: true, logLevel: 'error' });
	const broken = document.errors[0];
	if (broken) return refused(`Expected YAML: ${broken.message.split('\n')[0]} Mend that first.`);
	const places = new Map<number, { readonly end: number; readonly image: string }>();
	for (const service of services) {
		const node = imageOf(document, service);
		if (!node)
			return refused(
				`Expected an image of service ${service}, found none. Write the image and its tag there.`,
			);
		const [start, end] = node.range ?? [0, 0];
		const image = String(node.value);
		const { line } = lines.linePos(start);
		const problem = whyNotEditable(node, image, text.slice(start, end));
		if (problem) return refused(`Line ${line}: ${problem}`);
		places.set(start, { end, image });
	}
	let edited = text;
	// From the last to the first: what was found before stays where it is.
	for (const [start, { end, image }] of [...places].sort(([one], [other]) => other - one)) {
		const written = edited.slice(start, end);
		edited = edited.slice(0, start) + written.replace(image, withTag(image, version)) + edited.slice(end);
	}
	return { ok: true, text: edited };
}

/** With another tag; a digest would win over it, and goes. */
export function withTag(image: string, tag: string): string {
	const [name = ''] = image.split('@');
	const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
	return `${colon === -1 ? name : name.slice(0, colon)}:${tag}`;
}

function whyNotEditable({ type }: Scalar, image: string, written: string): string | undefined {
	if (image.includes('$'))
		return `expected the image with its tag, found “${image}”, made from a variable. Pin that variable: version: {pin: {env: NAME}}.`;
	if (type === 'BLOCK_FOLDED' || type === 'BLOCK_LITERAL' || /\s/.test(image))
		return 'expected the image on one line, found it on several. Write it on one.';
	if (!written.includes(image))
		return `expected the image as it is meant, found it written with escapes. Write ${image} there.`;
	return undefined;
}

/** Also one that comes by an alias, or is merged in. */
function imageOf(document: Document, service: string): Scalar | undefined {
	const services = resolved(document, document.get('services', true));
	const own = isMap(services) ? valueIn(document, services, service) : undefined;
	const image = isMap(own) ? valueIn(document, own, 'image') : undefined;
	return isScalar(image) && typeof image.value === 'string' ? image : undefined;
}

/** Of a key that is written twice by merging, the map's own. */
function valueIn(document: Document, map: YAMLMap, key: string): unknown {
	const named = (name: string) =>
		map.items.filter((pair: Pair) => isScalar(pair.key) && pair.key.value === name);
	const [own] = named(key);
	if (own) return resolved(document, own.value);
	for (const { value } of named('<<')) {
		const from = resolved(document, value);
		const merged = isMap(from) ? [from] : ((from as { items?: readonly unknown[] } | undefined)?.items ?? []);
		for (const one of merged) {
			const source = resolved(document, one);
			const found = isMap(source) ? valueIn(document, source, key) : undefined;
			if (found !== undefined) return found;
		}
	}
	return undefined;
}

const resolved = (document: Document, node: unknown): unknown =>
	isAlias(node) ? node.resolve(document) : node;

const refused = (problem: string): Edit => ({ ok: false, problem });
