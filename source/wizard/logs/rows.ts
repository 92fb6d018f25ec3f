import { highlighted } from '../pane-content.ts';
import { chunkLine, cutLine, plainText, type Role, type Segment, type StyledLine } from '../styled-line.ts';
import { glyphs } from '../theme.ts';
import type { LogEntry, LogView } from './buffer.ts';
import { colouredSegments } from './colours.ts';
import { type LogLevel, levelOf, tellsOfMigration } from './level.ts';
import type { LogLook } from './look.ts';
import { withoutTime } from './times.ts';

/** How entries become rows of a pane. */
export type LogPage = {
	readonly look: LogLook;
	readonly width: number;
	readonly height: number;
	/** What was searched for. */
	readonly match?: string | undefined;
};

/** Rows on screen from entry `top` on, or the newest ones when it is undefined. */
export function logRows(
	view: LogView,
	page: LogPage,
	top: number | undefined,
): {
	readonly rows: readonly StyledLine[];
	/** Line of the last entry shown; 0 when there is none. */
	readonly line: number;
} {
	const last = lastTop(view, page);
	const from = top === undefined ? last : Math.min(view.positionOf(top), last);
	const rows: StyledLine[] = [];
	let position = from;
	for (; position < view.size && (top === undefined || rows.length < page.height); position += 1)
		rows.push(...entryRows(view.at(position), page));
	const shown = top === undefined ? rows.slice(-page.height) : rows.slice(0, page.height);
	return { rows: shown, line: position > 0 ? view.at(position - 1).line : 0 };
}

/** Position of the first entry of the last page. */
export function lastTop(view: LogView, page: LogPage): number {
	if (!page.look.wrap) return Math.max(0, view.size - page.height);
	let position = view.size;
	for (let rows = 0; position > 0 && rows < page.height; position -= 1)
		rows += entryRows(view.at(position - 1), page).length;
	return position;
}

/** An entry with its mark in the first column: colour alone tells nothing. */
function entryRows(entry: LogEntry, { look, width, match }: LogPage): readonly StyledLine[] {
	const segments = colouredSegments(entry.raw);
	const text = plainText(segments);
	const level = levelOf(text);
	const own = segments.some(({ role }) => role !== undefined);
	const role = own ? undefined : roleOf(level, text);
	const cut = look.withoutTimes ? text.length - withoutTime(text).length : 0;
	const shown: StyledLine = [
		...(entry.count > 1 ? [{ text: `×${entry.count} `, role: 'strong' } as const] : []),
		...after(segments, cut).map((segment) => (role === undefined ? segment : { ...segment, role })),
	];
	const found = match ? highlighted(shown, match) : undefined;
	const mark: Segment = found ? { text: glyphs.match, role: 'accent' } : markOf(level, text);
	const line = found ?? shown;
	const rows = look.wrap ? chunkLine(line, width - 1) : [cutLine(line, width - 1)];
	return rows.map((row, index) => [index === 0 ? mark : { text: ' ' }, ...row]);
}

const roleOf = (level: LogLevel | undefined, text: string): Role | undefined => {
	if (level === 'error') return 'bad';
	if (level === 'warning') return 'warning';
	if (tellsOfMigration(text)) return 'accent';
	return level === 'debug' ? 'quiet' : undefined;
};

function markOf(level: LogLevel | undefined, text: string): Segment {
	if (level === 'error') return { text: glyphs.fail, role: 'bad' };
	if (level === 'warning') return { text: glyphs.warn, role: 'warning' };
	return tellsOfMigration(text) ? { text: glyphs.running, role: 'accent' } : { text: ' ' };
}

/** The line without its first `cut` characters. */
function after(segments: readonly Segment[], cut: number): readonly Segment[] {
	let left = cut;
	return segments.flatMap((segment) => {
		const taken = Math.min(left, segment.text.length);
		left -= taken;
		return taken === segment.text.length ? [] : [{ ...segment, text: segment.text.slice(taken) }];
	});
}
