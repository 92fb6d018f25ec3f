import { printable } from '../text/printable.ts';
import type { SectionPlace } from './changelog.ts';
import { readVersionHeading, type VersionHeading } from './changelog-heading.ts';

/** A version's section below its heading. */
export type HeadedSection = VersionHeading &
	SectionPlace & {
		/** Of its heading, from 1. */
		readonly depth: number;
	};

type Heading = {
	readonly text: string;
	readonly depth: number;
	/** Characters from the beginning: of its first line, and after its last. */
	readonly at: number;
	readonly after: number;
	/** A line that nothing makes a heading but what it says: it counts where there is no other. */
	readonly bare?: true;
};

const atx = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/;
const asciiDoc = /^(={1,6})[ \t]+(.*?)$/;
const html = /^<h([1-6])\b[^>]*>(.*?)<\/h\1>\s*$/i;
/** A line that is bold as a whole: a heading where nothing else is one. */
const bold = /^(?:\*\*|__)([^*_].*?)(?:\*\*|__):?[ \t]*$/;
const underline = /^ {0,3}(=|-|~|\^)\1{2,}[ \t]*$/;
const underlineDepths: Readonly<Record<string, number>> = { '=': 1, '-': 2, '~': 3, '^': 4 };
/** Deeper than any heading: a bold line ends nothing. */
const boldDepth = 7;
/** debian/changelog: `name (version) distribution; urgency=low`. */
const debian = /^([\w.+-]+) \(([^)]+)\) [\w\s.-]+;\s*urgency=/i;
const fence = /^ {0,3}(`{3,}|~{3,})/;
/** A heading has no room for more; longer lines are not looked at. */
const longestHeading = 400;

/**
 * Every version's section, in the order of the file, by its headings alone: nothing else is parsed, so a changelog of any size
 * will do. Headings are those of Markdown, of reStructuredText and AsciiDoc, of HTML, and lines that are bold as a whole. A version
 * with a product's name before it counts where that name comes more than once, or no heading begins with a version.
 */
export function sectionPlaces(text: string): readonly HeadedSection[] {
	const headings = [...headingsOf(text)];
	const all = headings.map((heading) => ({ heading, title: readVersionHeading(plain(heading.text)) }));
	const marked = all.some(({ heading, title }) => title && !heading.bare);
	const read = all.filter(({ heading }) => !heading.bare || !marked);
	const names = new Map<string, number>();
	for (const { title } of read) if (title) names.set(title.name, (names.get(title.name) ?? 0) + 1);
	const counts = (title: VersionHeading | undefined) =>
		title !== undefined && (title.name === '' || !names.has('') || (names.get(title.name) ?? 0) > 1);
	const places: HeadedSection[] = [];
	let open: { title: VersionHeading; heading: Heading } | undefined;
	const close = (end: number) => {
		if (open) places.push({ ...open.title, start: open.heading.after, end, depth: open.heading.depth });
		open = undefined;
	};
	for (const { heading, title } of read) {
		if (title && counts(title)) {
			close(heading.at);
			open = { title, heading };
		} else if (open && heading.depth <= open.heading.depth) close(heading.at);
	}
	close(text.length);
	return places;
}

/** Headings in their order; what stands in a fence or a comment is none. */
function* headingsOf(text: string): Generator<Heading> {
	let fenced: string | undefined;
	let inComment = false;
	let before: { readonly line: string; readonly at: number } | undefined;
	let blank = true;
	for (let at = 0; at < text.length; ) {
		const newline = text.indexOf('\n', at);
		const end = newline === -1 ? text.length : newline;
		const after = newline === -1 ? end : end + 1;
		const line = end - at > longestHeading ? undefined : text.slice(at, end).replace(/\r$/, '');
		let next: typeof before;
		const mark = line === undefined ? undefined : fence.exec(line)?.[1];
		const under = line !== undefined && before && isUnderline(line, before.line);
		if (inComment) inComment = !text.slice(at, end).includes('-->');
		else if (fenced !== undefined) fenced = mark?.startsWith(fenced) ? undefined : fenced;
		else if (under && before)
			yield { text: before.line, depth: underlineDepths[line.trim()[0] ?? ''] ?? 4, at: before.at, after };
		else if (mark !== undefined) fenced = mark;
		else if (line !== undefined) {
			inComment = /<!--(?!.*-->)/.test(line);
			const found = headingOn(line) ?? (blank ? bareOn(line) : undefined);
			if (found) yield { ...found, at, after };
			if ((!found || 'bare' in found) && line.trim() !== '') next = { line, at };
		}
		before = next;
		blank = line !== undefined && line.trim() === '';
		at = after;
	}
}

/** Of reStructuredText an underline is as long as its heading; it may look like a fence. */
const isUnderline = (line: string, before: string) =>
	underline.test(line) && (/^ {0,3}[=-]/.test(line) || line.trim().length >= before.trim().length);

function headingOn(line: string): Pick<Heading, 'text' | 'depth'> | undefined {
	const [, marks, text = ''] = atx.exec(line) ?? asciiDoc.exec(line) ?? [];
	if (marks !== undefined) return { text, depth: marks.length };
	const [, level, inner = ''] = html.exec(line) ?? [];
	if (level !== undefined) return { text: inner, depth: Number(level) };
	const [, name, version] = debian.exec(line) ?? [];
	if (name !== undefined) return { text: `${name} ${version}`, depth: 1 };
	const inBold = bold.exec(line)?.[1];
	return inBold !== undefined && readVersionHeading(plain(inBold))
		? { text: inBold, depth: boldDepth }
		: undefined;
}

/** A line of its own with version and date, an item of a list or not, as those write it who have no headings. */
function bareOn(line: string): Pick<Heading, 'text' | 'depth' | 'bare'> | undefined {
	const text = line.replace(/^ {0,3}[*-] /, '');
	return readVersionHeading(plain(text))?.date === undefined
		? undefined
		: { text, depth: boldDepth + 1, bare: true };
}

/** A heading's text without links, emphasis, code and tags. */
const plain = (text: string) =>
	printable(text)
		.replaceAll(/<[^>]*>/g, '')
		.replaceAll(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?/g, '$1')
		.replaceAll(/[*_`~]+/g, '')
		.replaceAll(/\\(?=[^\w\s])/g, '');
