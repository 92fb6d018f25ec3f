import type { RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { formatBytes } from '../text/bytes.ts';
import { printable } from '../text/printable.ts';
import type { Changelog, NoteLine, NoteSection, ReleaseNotes, SectionPlace } from './changelog.ts';
import { sectionPlaces } from './changelog-sections.ts';
import { categoriesOf, labelOf } from './labels.ts';
import { reasonsOf } from './marks.ts';
import { linesOf, textOf } from './plain-markdown.ts';
import { compareVersions, exactVersion, isPrerelease } from './versions.ts';

/** Characters that are read as Markdown; what is longer is shown as it is written: the library takes seconds for a megabyte. */
const readableAsMarkdown = 128 * 1024;
/** Characters that anybody may be asked to read. */
const readable = 4 * 1024 * 1024;

/**
 * The sections of a changelog after the current version, up to and with the target, newest last. Only these are parsed: the
 * rest is looked at for headings alone, see `sectionPlaces`. Missing are the target, and releases of `versions` in between,
 * without a heading of their own. More than 4 MiB between the two is refused, and says so.
 * @param current exact version, and so is `target`; `v` is allowed
 * @param versions exact releases there are, in any order
 * @throws RangeError when `current` or `target` is no exact version
 */
export function notesBetween(
	changelog: Changelog,
	current: string,
	target: string,
	versions: readonly string[] = [],
): ReleaseNotes {
	const { text: markdown, place } = changelog;
	const { places, long, missing, refused } = lookBetween(changelog, current, target, versions);
	if (refused !== undefined) return { sections: [], missing, place, refused };
	const lines = long > readableAsMarkdown ? plainLines : markdownLines;
	const sections = new Map<string, NoteSection>();
	for (const { version, date, start, end } of places) {
		const before = sections.get(version);
		sections.set(version, {
			...(before ?? { version, ...(date === undefined ? {} : { date }) }),
			lines: [...(before?.lines ?? []), ...lines(markdown.slice(start, end))],
		});
	}
	return {
		sections: [...sections.values()].sort((one, other) => compareVersions(one.version, other.version)),
		missing,
		place,
	};
}

/** What a changelog lacks on the way, told by its headings alone. @param current as for `notesBetween` */
export function lackBetween(
	...asked: Parameters<typeof notesBetween>
): Pick<ReleaseNotes, 'missing' | 'refused'> {
	const { missing, refused } = lookBetween(...asked);
	return { missing, ...(refused === undefined ? {} : { refused }) };
}

function lookBetween(
	{ text, sections = sectionPlaces(text) }: Changelog,
	current: string,
	target: string,
	versions: readonly string[] = [],
): Pick<ReleaseNotes, 'missing' | 'refused'> & {
	readonly places: readonly SectionPlace[];
	/** Characters of all of them. */
	readonly long: number;
} {
	const [from, to] = [required(current), required(target)];
	const within = (version: string) => compareVersions(version, from) > 0 && compareVersions(version, to) <= 0;
	const places = sections.filter(({ version, from: oldest = version, also = version }) =>
		[version, oldest, also].some(within),
	);
	const expected = new Set(versions.filter((version) => within(version) && !isPrerelease(version)));
	if (within(to)) expected.add(to);
	const told = (version: string) =>
		places.some(
			({ version: newest, from: oldest = newest, also }) =>
				version === also || (compareVersions(version, oldest) >= 0 && compareVersions(version, newest) <= 0),
		);
	const inOrder = [...expected].sort(compareVersions);
	const long = places.reduce((sum, { start, end }) => sum + end - start, 0);
	return {
		places,
		long,
		...(long > readable
			? {
					missing: inOrder,
					refused: `it has ${formatBytes(long)} between ${from} and ${to}, and at most ${formatBytes(readable)} are shown`,
				}
			: { missing: inOrder.filter((version) => !told(version)) }),
	};
}

/** A heading in a section, or a label in place of one, is a line without a mark, and the category of what follows. */
function markdownLines(text: string): readonly NoteLine[] {
	let category = '';
	return fromMarkdown(text).children.flatMap((node): readonly NoteLine[] => {
		const label = node.type === 'heading' ? textOf(node).trim() : labelOf(node);
		if (label === undefined) return noteLines(node, category);
		category = label;
		return [{ text: textOf(node).trim(), marks: [] }];
	});
}

function noteLine(text: string, category: string): NoteLine {
	const reasons = reasonsOf(text, category);
	if (reasons.length === 0) return { text, marks: [] };
	return { text, marks: reasons.map(({ mark }) => mark), why: reasons.map(({ why }) => why) };
}

function plainLines(text: string): readonly NoteLine[] {
	let category = '';
	return text.split('\n').flatMap((written): readonly NoteLine[] => {
		const line = printable(written).trimEnd();
		const heading = /^#{1,6}\s+(.*)$/.exec(line)?.[1];
		if (heading !== undefined) category = heading;
		if (line.trim() === '') return [];
		return [heading === undefined ? noteLine(line, category) : { text: heading, marks: [] }];
	});
}

function noteLines(node: RootContent, category: string): readonly NoteLine[] {
	const lines = linesOf(node);
	const categories = categoriesOf(lines, category);
	return lines.map((text, index) => noteLine(text, categories[index] ?? category));
}

function required(text: string): string {
	const version = exactVersion(text);
	if (version === undefined) throw new RangeError(`Expected an exact version, got “${text}”`);
	return version;
}
