import type { Cell } from '../wizard/terminal.ts';

/** The 16 colours of a dark terminal; numbers above are drawn as the terminal's own. */
const palette = [
	'#1d1f21',
	'#e06c75',
	'#98c379',
	'#e5c07b',
	'#61afef',
	'#c678dd',
	'#56b6c2',
	'#d7dae0',
	'#7f848e',
	'#e06c75',
	'#98c379',
	'#e5c07b',
	'#61afef',
	'#c678dd',
	'#56b6c2',
	'#ffffff',
];
const background = '#16181d';
const own = '#d7dae0';
/** Pixels of one character. */
const width = 8.4;
const height = 18;
const margin = 12;

type Run = {
	readonly column: number;
	readonly text: string;
	readonly style: string;
	readonly inverse: boolean;
};

/** What a terminal shows, row by row. */
export type ScreenCells = readonly (readonly Cell[])[];

/** A terminal's screen as SVG: characters of one style in a row are one text, at the width that a terminal gives them. */
export const drawScreen = (rows: ScreenCells, title: string): string =>
	frameOf(rows, title, rows.map(drawRow));

/** An SVG of the size of these rows, with its background. */
export function frameOf(rows: ScreenCells, title: string, content: readonly string[]): string {
	const columns = rows[0]?.length ?? 0;
	const size = { width: Math.ceil(columns * width + 2 * margin), height: rows.length * height + 2 * margin };
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" font-family="'DejaVu Sans Mono','Cascadia Mono',Menlo,Consolas,monospace" font-size="14">`,
		`<title>${escaped(title)}</title>`,
		`<rect width="100%" height="100%" rx="8" fill="${background}"/>`,
		...content.filter((part) => part !== ''),
		'</svg>',
		'',
	].join('\n');
}

/** One row's texts; empty for a blank one. */
export const drawRow = (cells: readonly Cell[], row: number): string =>
	runs(cells)
		.map((run) => drawRun(run, row))
		.join('\n');

function runs(cells: readonly Cell[]): readonly Run[] {
	const found: Run[] = [];
	for (const [column, cell] of cells.entries()) {
		const style = styleOf(cell);
		const last = found.at(-1);
		if (
			last &&
			last.style === style &&
			last.inverse === cell.inverse &&
			last.column + last.text.length === column
		) {
			found[found.length - 1] = { ...last, text: last.text + cell.text };
		} else found.push({ column, text: cell.text, style, inverse: cell.inverse });
	}
	return found.filter((run) => run.inverse || run.text.trim() !== '');
}

function styleOf({ foreground, bold, dim, inverse }: Cell): string {
	const colour = inverse ? background : ((foreground === undefined ? undefined : palette[foreground]) ?? own);
	return `fill="${colour}"${bold ? ' font-weight="bold"' : ''}${dim ? ' opacity="0.65"' : ''}`;
}

function drawRun({ column, text, style, inverse }: Run, row: number): string {
	const x = rounded(margin + column * width);
	const y = margin + row * height;
	const length = rounded(text.length * width);
	const box = inverse ? `<rect x="${x}" y="${y}" width="${length}" height="${height}" fill="${own}"/>` : '';
	return `${box}<text x="${x}" y="${y + 14}" textLength="${length}" xml:space="preserve" ${style}>${escaped(text)}</text>`;
}

const rounded = (pixels: number) => Math.round(pixels * 10) / 10;

const escaped = (text: string) =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
