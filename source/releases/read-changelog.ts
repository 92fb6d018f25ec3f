import type { Heading, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { NoteLine, NoteSection, ReleaseNotes } from './changelog.ts';
import { marksOf } from './marks.ts';
import { linesOf, textOf } from './plain-markdown.ts';
import { compareVersions, exactVersion, isPrerelease } from './versions.ts';

/**
 * The sections of a changelog after the current version, up to and with the target, newest last. Headings are
 * read as Keep a Changelog writes them, brackets, `v`, date and link optional, at any depth. Missing are the
 * target, and releases of `versions` in between, without a heading of their own.
 * @param current exact version, and so is `target`; `v` is allowed
 * @param versions exact releases there are, in any order
 * @throws RangeError when `current` or `target` is no exact version
 */
export function notesBetween(
	markdown: string,
	place: string,
	current: string,
	target: string,
	versions: readonly string[] = [],
): ReleaseNotes {
	const [from, to] = [required(current), required(target)];
	const within = (version: string) => compareVersions(version, from) > 0 && compareVersions(version, to) <= 0;
	const sections = readSections(markdown)
		.filter((section) => within(section.version))
		.sort((one, other) => compareVersions(one.version, other.version));
	const told = new Set(sections.map((section) => section.version));
	const expected = new Set(versions.filter((version) => within(version) && !isPrerelease(version)));
	if (within(to)) expected.add(to);
	const missing = [...expected].filter((version) => !told.has(version)).sort(compareVersions);
	return { sections, missing, place };
}

/** Every version's section in the order of the file; a version that has two headings has one section. */
function readSections(markdown: string): NoteSection[] {
	const sections = new Map<string, { version: string; date?: string; lines: NoteLine[] }>();
	let section: { version: string; date?: string; lines: NoteLine[] } | undefined;
	let depth = 0;
	let category = '';
	for (const node of fromMarkdown(markdown).children) {
		const title = node.type === 'heading' ? readTitle(node) : undefined;
		if (title) {
			section = sections.get(title.version) ?? { ...title, lines: [] };
			sections.set(title.version, section);
			depth = (node as Heading).depth;
			category = '';
		} else if (node.type === 'heading' && node.depth <= depth) {
			section = undefined;
		} else if (node.type === 'heading') {
			category = textOf(node).trim();
			section?.lines.push({ text: category, marks: [] });
		} else {
			section?.lines.push(...noteLines(node, category));
		}
	}
	return [...sections.values()];
}

const noteLines = (node: RootContent, category: string): NoteLine[] =>
	linesOf(node).map((text) => ({ text, marks: marksOf(text, category) }));

const titleShape = /^\[?(v?\d+\.\d+\.\d+[\w.+-]*)\]?\s*(?:$|[-–—/|:,([]|\d{4})(.*)$/s;
const dateShape = /\d{4}[-/.]\d{1,2}[-/.]\d{1,2}/;

/** The version and date a heading names; undefined for any other heading. */
function readTitle(node: Heading): { version: string; date?: string } | undefined {
	const text = textOf(node).trim();
	const [, name = ''] = titleShape.exec(text.replace(/^(version|release)\s+/i, '')) ?? [];
	const version = exactVersion(name);
	if (!version) return undefined;
	const date = dateShape.exec(text.slice(text.indexOf(name) + name.length))?.[0];
	return { version, ...(date === undefined ? {} : { date }) };
}

function required(text: string): string {
	const version = exactVersion(text);
	if (version === undefined) throw new RangeError(`Expected an exact version, got “${text}”`);
	return version;
}
