import stringWidth from 'string-width';

/** One column of a row. The second column of a wide character has no text. */
type Cell = { readonly text: string; readonly style: string };

const sgr = /\x1b\[([\d;]*)m/g;
/** One column in every terminal, whatever its fonts: only such rows are written in parts. */
const certain = /^[ -~─-▟…·●○▸–—‘’“”×]*$/;
const unprintable = /\p{Control}/u;
/** Columns that stay as they are and are still written: moving the cursor over them costs as much. */
const gap = 8;
const blank: Cell = { text: ' ', style: '' };
const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * What turns a row of the screen into another one, with as few bytes as it takes: columns that stay are not written.
 *
 * @param row from 0
 */
export function rowChange(before: string, next: string, row: number, columns: number): string {
	const cells = cellsOf(next, columns);
	if (cells === undefined) return `${moved(row, 0)}\x1b[m\x1b[2K${next}\x1b[m`;
	const plain = (text: string) => certain.test(text.replace(sgr, ''));
	const known = plain(before) && plain(next) ? cellsOf(before, columns) : undefined;
	const filled = cells.findLastIndex((cell) => !isBlank(cell)) + 1;
	if (known === undefined) return moved(row, 0) + painted(cells.slice(0, filled)) + rest(filled, columns);
	let text = '';
	for (const [from, to] of changedRuns(known, cells)) {
		text += moved(row, from);
		text +=
			to >= filled && to > from + gap ? painted(cells.slice(from, filled)) : painted(cells.slice(from, to));
		if (to >= filled && to > from + gap) return text + rest(Math.max(from, filled), columns);
	}
	return text;
}

const moved = (row: number, column: number) => `\x1b[${row + 1}${column === 0 ? '' : `;${column + 1}`}H`;
const rest = (filled: number, columns: number) => (filled < columns ? '\x1b[K' : '');
const isBlank = ({ text, style }: Cell) => text === ' ' && style === '';

/** Each cell with the styles it needs; ends without any. */
function painted(cells: readonly Cell[]): string {
	let text = '';
	let style = '';
	for (const cell of cells) {
		if (cell.style !== style)
			text += cell.style === '' ? '\x1b[m' : `\x1b[${style === '' ? '' : '0;'}${cell.style}m`;
		style = cell.style;
		text += cell.text;
	}
	return style === '' ? text : `${text}\x1b[m`;
}

/** From and to of the columns that differ; what lies close together is one. */
function changedRuns(before: readonly Cell[], next: readonly Cell[]): readonly (readonly [number, number])[] {
	const runs: [number, number][] = [];
	for (const [column, cell] of next.entries()) {
		const old = before[column] ?? blank;
		if (old.text === cell.text && old.style === cell.style) continue;
		const last = runs.at(-1);
		if (last && column - last[1] < gap) last[1] = column + 1;
		else runs.push([column, column + 1]);
	}
	return runs;
}

/** A row as its columns, blank ones at its end included; undefined when it holds more than text and styles. */
function cellsOf(row: string, columns: number): readonly Cell[] | undefined {
	const cells: Cell[] = [];
	const styles = new Map<string, string>();
	let style = '';
	let from = 0;
	const take = (text: string): boolean => {
		if (unprintable.test(text)) return false;
		for (const character of certain.test(text) ? text : graphemes(text)) {
			const width = certain.test(character) ? 1 : stringWidth(character);
			cells.push({ text: character, style });
			for (let more = 1; more < width; more += 1) cells.push({ text: '', style });
		}
		return true;
	};
	for (const match of row.matchAll(sgr)) {
		if (!take(row.slice(from, match.index))) return undefined;
		from = match.index + match[0].length;
		changeStyles(styles, match[1] ?? '');
		style = [...styles.values()].join(';');
	}
	if (!take(row.slice(from))) return undefined;
	// A frame that was made before the terminal grew narrower; the next one comes in a moment.
	if (cells.length > columns) cells.length = columns;
	while (cells.length < columns) cells.push(blank);
	return cells;
}

function* graphemes(text: string): Iterable<string> {
	for (const { segment } of segments.segment(text)) yield segment;
}

/** Which codes each one ends, by the kind of style it is. */
const kinds: readonly (readonly [RegExp, string, readonly string[]])[] = [
	[/^(?:3[0-7]|9[0-7]|38)$/, 'foreground', []],
	[/^39$/, '', ['foreground']],
	[/^(?:4[0-7]|10[0-7]|48)$/, 'background', []],
	[/^49$/, '', ['background']],
	[/^1$/, 'bold', []],
	[/^2$/, 'dim', []],
	[/^22$/, '', ['bold', 'dim']],
	[/^[3-9]$/, '', []],
	[/^2[3-9]$/, '', []],
];

function changeStyles(styles: Map<string, string>, codes: string): void {
	const list = codes.split(';');
	for (let index = 0; index < list.length; index += 1) {
		const code = list[index] || '0';
		if (Number(code) === 0) {
			styles.clear();
			continue;
		}
		// 38;5;N and 38;2;R;G;B are one.
		const extended = code === '38' || code === '48' ? (list[index + 1] === '2' ? 4 : 2) : 0;
		const whole = list.slice(index, index + extended + 1).join(';');
		index += extended;
		const kind = kinds.find(([pattern]) => pattern.test(code));
		if (kind?.[1]) styles.set(kind[1], whole);
		else if (kind && kind[2].length > 0) for (const ended of kind[2]) styles.delete(ended);
		else if (/^2[3-9]$/.test(code)) styles.delete(code.slice(1));
		else styles.set(code, whole);
	}
}
