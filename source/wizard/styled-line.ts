import stringWidth from 'string-width';
import { cleanText } from './log-line.ts';

/** What a piece of text is, not how it looks: the theme decides that, and glyphs or words always say it too. */
export type Role = 'strong' | 'quiet' | 'good' | 'warning' | 'bad' | 'accent' | 'match';
export type Segment = { readonly text: string; readonly role?: Role };
/** One row of a pane. */
export type StyledLine = readonly Segment[];

/** A row of one piece. */
export function styledLine(text: string, role?: Role): StyledLine {
	return [role === undefined ? { text } : { text, role }];
}

/** Rows of at most `width` columns, broken between words, or within a word that is longer than a row. Nothing is lost. */
export function wrapText(text: string, width: number, hanging = 0): readonly string[] {
	return text.split(/\r?\n/).flatMap((paragraph) => wrapParagraph(cleanText(paragraph), width, hanging));
}

/** The same, each row with a role. */
export function wrapStyled(text: string, width: number, role?: Role, hanging = 0): readonly StyledLine[] {
	return wrapText(text, width, hanging).map((row) => styledLine(row, role));
}

/** At most `width` columns; what is cut is told by an ellipsis. */
export function cutText(text: string, width: number): string {
	if (width <= 0) return '';
	if (columnsOf(text) <= width) return text;
	return `${takeColumns(text, width - 1).taken}…`;
}

/** A row cut to `width` columns over all its pieces. */
export function cutLine(line: StyledLine, width: number): StyledLine {
	if (columnsOf(plainText(line)) <= width) return line;
	const kept: Segment[] = [];
	let room = width;
	for (const segment of line) {
		const columns = columnsOf(segment.text);
		if (columns < room) {
			kept.push(segment);
			room -= columns;
			continue;
		}
		// The row is too long, so something follows or this piece is: the ellipsis is true either way.
		kept.push({ ...segment, text: `${takeColumns(segment.text, room - 1).taken}…` });
		break;
	}
	return kept;
}

/** Rows of `width` columns, broken anywhere; at least one. */
export function chunkLine(line: StyledLine, width: number): readonly StyledLine[] {
	const rows: Segment[][] = [[]];
	let room = Math.max(1, width);
	for (const segment of line) {
		let rest = segment.text;
		while (rest !== '') {
			const { taken, left } = takeColumns(rest, room);
			if (taken === '' || columnsOf(taken) > room) {
				// A wide character that has no room here; on a row of its own it is taken all the same.
				if ((rows.at(-1)?.length ?? 0) > 0) {
					rows.push([]);
					room = Math.max(1, width);
					continue;
				}
			}
			rows.at(-1)?.push({ ...segment, text: taken });
			room -= columnsOf(taken);
			rest = left;
			if (rest !== '' && room <= 0) {
				rows.push([]);
				room = Math.max(1, width);
			}
		}
	}
	return rows;
}

/** The row's text without roles. */
export function plainText(line: StyledLine): string {
	return line.map((segment) => segment.text).join('');
}

/** Columns a terminal gives the text. */
export function columnsOf(text: string): number {
	return /^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text);
}

/** The text, filled with spaces to `width` columns. */
export function padText(text: string, width: number): string {
	return text + ' '.repeat(Math.max(0, width - columnsOf(text)));
}

function wrapParagraph(paragraph: string, width: number, hanging: number): readonly string[] {
	const room = Math.max(1, width);
	if (columnsOf(paragraph) <= room) return [paragraph];
	const rows: string[] = [];
	// Two columns stay free for a wide character.
	const indent = ' '.repeat(Math.max(0, Math.min(hanging, room - 2)));
	let row = '';
	for (const word of paragraph.split(/(?<=\s)(?=\S)/)) {
		if (columnsOf(row) + columnsOf(word.trimEnd()) <= room) {
			row += word;
			continue;
		}
		if (row.trim() !== '') {
			rows.push(row.trimEnd());
			row = indent;
		}
		row = row.slice(0, Math.max(0, room - 2));
		let rest = word;
		while (columnsOf(row) + columnsOf(rest.trimEnd()) > room) {
			const { taken, left } = takeColumns(rest, room - columnsOf(row));
			rows.push(row + taken);
			row = indent;
			rest = left;
		}
		row += rest;
	}
	if (row.trim() !== '') rows.push(row.trimEnd());
	return rows;
}

const graphemes = new Intl.Segmenter();

function takeColumns(text: string, columns: number): { taken: string; left: string } {
	let taken = '';
	let width = 0;
	for (const { segment } of graphemes.segment(text)) {
		const next = width + columnsOf(segment);
		// A wide character in a one-column room is taken all the same, or wrapping would never end.
		if (next > columns && (taken !== '' || columns <= 0)) break;
		taken += segment;
		width = next;
		if (width >= columns) break;
	}
	return { taken, left: text.slice(taken.length) };
}
