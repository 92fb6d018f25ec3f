import { columnsOf, plainText, type Segment, type StyledLine } from './styled-line.ts';
import { glyphs } from './theme.ts';

/** What a pane shows. Lines fit into the pane's `contentWidth`. */
export type PaneContent =
	| TextContent
	| {
			readonly kind: 'list';
			readonly title: string;
			/** Rows of each item. */
			readonly items: readonly (readonly StyledLine[])[];
			/** The item highlighted while the operator has not moved. */
			readonly cursor: number;
			/** What `c` copies, by item. */
			readonly commands?: readonly (string | undefined)[];
			/** What each item is about, for the first-time operator. */
			readonly meanings?: readonly ({ readonly title: string; readonly text: string } | undefined)[];
	  }
	| {
			readonly kind: 'log';
			readonly title: string;
			readonly service: string;
			/** Where the whole log is. */
			readonly file: string | undefined;
	  };

export type TextContent = {
	readonly kind: 'text';
	readonly title: string;
	readonly lines: readonly StyledLine[];
};

/** The command of the list's highlighted item. */
export function highlightedCommand(
	contents: Readonly<Partial<Record<string, PaneContent>>>,
): string | undefined {
	const list = contents.list;
	return list?.kind === 'list' ? list.commands?.[list.cursor] : undefined;
}

/** What the list's highlighted item is about. */
export function highlightedMeaning(contents: Readonly<Partial<Record<string, PaneContent>>>) {
	const list = contents.list;
	return list?.kind === 'list' ? list.meanings?.[list.cursor] : undefined;
}

/** Columns for the content of a pane of `width` columns: left of it stands the mark of cursor or match. */
export function contentWidth(kind: PaneContent['kind'], width: number): number {
	return kind === 'log' ? width - 1 : width - 3;
}

/** Rows on screen, the first one's number, and how many there are. */
export type Rows = {
	readonly rows: readonly StyledLine[];
	readonly first: number;
	readonly total: number;
};

/** The part of a text that is on screen. A match is told by a mark before its row as well. */
export function textRows(lines: readonly StyledLine[], top: number, height: number, match?: string): Rows {
	const first = Math.max(0, Math.min(top, lines.length - height));
	const rows = lines.slice(first, first + height).map((line) => withMatch(line, match));
	return { rows, first, total: lines.length };
}

/** The part of a list around its highlighted item. */
export function listRows(
	items: readonly (readonly StyledLine[])[],
	cursor: number,
	height: number,
	match?: string,
): Rows {
	const lines = items.flatMap((item, index) =>
		item.map((line, row): StyledLine => {
			const chosen = index === cursor;
			const marked = withMatch(line, match);
			const mark = chosen && row === 0 ? `${glyphs.cursor} ` : `${marked[0]?.text ?? ' '} `;
			return [{ text: mark, role: 'accent' }, ...marked.slice(1).map((part) => emphasised(part, chosen))];
		}),
	);
	const above = items.slice(0, cursor).flat().length;
	const below = above + (items[cursor]?.length ?? 1);
	const middle = Math.floor((above + below - height) / 2);
	const first = Math.max(0, Math.min(Math.max(middle, 0), above, lines.length - height));
	return { rows: lines.slice(first, first + height), first, total: lines.length };
}

/** Numbers of the lines that hold the text, in any case. */
export function findLines(lines: readonly StyledLine[], text: string): readonly number[] {
	const wanted = text.toLowerCase();
	return lines.flatMap((line, number) => (plainText(line).toLowerCase().includes(wanted) ? [number] : []));
}

function withMatch(line: StyledLine, match: string | undefined): StyledLine {
	const found = match ? highlighted(line, match) : undefined;
	return found ? [{ text: glyphs.match, role: 'accent' }, ...found] : [{ text: ' ' }, ...line];
}

/** The row with every place that holds the text shown as found; undefined when there is none. */
export function highlighted(line: StyledLine, match: string): StyledLine | undefined {
	if (!plainText(line).toLowerCase().includes(match.toLowerCase())) return undefined;
	return line.flatMap((segment) => splitMatch(segment, match));
}

function splitMatch(segment: Segment, match: string): readonly Segment[] {
	const parts: Segment[] = [];
	const lower = segment.text.toLowerCase();
	const wanted = match.toLowerCase();
	// Where lower case changes a text's length, positions would lie: such a piece keeps its mark alone.
	if (lower.length !== segment.text.length) return [segment];
	let from = 0;
	for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
		parts.push({ ...segment, text: segment.text.slice(from, at) });
		parts.push({ text: segment.text.slice(at, at + wanted.length), role: 'match' });
		from = at + wanted.length;
	}
	return [...parts, { ...segment, text: segment.text.slice(from) }].filter((part) => part.text !== '');
}

const emphasised = (segment: Segment, chosen: boolean): Segment =>
	chosen && segment.role === undefined ? { ...segment, role: 'strong' } : segment;

/** `done` of `width` columns filled. */
export function bar(share: number, width: number): string {
	const filled = Math.round(Math.max(0, Math.min(1, share)) * width);
	return glyphs.full.repeat(filled) + glyphs.empty.repeat(Math.max(0, width - filled));
}

/** A label and its value in two columns, the value's further rows below its first. */
export function labelWidth(labels: readonly string[], most: number): number {
	return Math.min(most, Math.max(0, ...labels.map(columnsOf)));
}
