import { printable } from '../../text/printable.ts';

/** What is told of runs, before it is known how it will be shown. */
export type Document = {
	readonly title: string;
	/** A label and what there is of it. */
	readonly rows: readonly (readonly [string, string])[];
	readonly sections: readonly Section[];
};

export type Section = {
	readonly title: string;
	/** A sentence each. */
	readonly items?: readonly string[];
	readonly head?: readonly string[];
	readonly table?: readonly (readonly string[])[];
	/** The last cell is a sentence, and has a line of its own where there are lines. */
	readonly told?: true;
};

/** For a terminal: no line is longer for a column that has nothing. */
export function asLines({ title, rows, sections }: Document): readonly string[] {
	const widest = Math.max(0, ...rows.map(([label]) => label.length));
	return [
		title,
		...rows.map(([label, value]) => `  ${label.padEnd(widest)}  ${value}`),
		...sections.flatMap(({ title: of, items = [], table = [], told }) => [
			'',
			of,
			...items.map((item) => `  ${item}`),
			...table.flatMap((cells) => {
				const [line, rest] = told ? [cells.slice(0, -1), cells.slice(-1)] : [cells, []];
				return [filled(line, '  '), ...rest.map((cell) => filled([cell], '      '))].filter(Boolean);
			}),
		]),
	];
}

function filled(cells: readonly string[], indent: string): string {
	const text = cells.filter((cell) => cell !== '').join('  ');
	return text === '' ? '' : `${indent}${text}`;
}

export function asMarkdown({ title, rows, sections }: Document): readonly string[] {
	return [
		`# ${inline(title)}`,
		'',
		...(rows.length > 0 ? ['| | |', '|---|---|', ...rows.map((cells) => tableRow(cells)), ''] : []),
		...sections.flatMap(({ title: of, items = [], head = [], table = [] }) => [
			`## ${inline(of)}`,
			'',
			...(items.length > 0 ? [...items.map((item) => `- ${inline(item)}`), ''] : []),
			...(table.length > 0
				? [tableRow(head), `|${'---|'.repeat(head.length)}`, ...table.map((cells) => tableRow(cells)), '']
				: []),
		]),
	];
}

const tableRow = (cells: readonly string[]) => `| ${cells.map((cell) => inline(cell)).join(' | ')} |`;

/** Text of a journal must not open a tag, end a cell or call somebody by name. */
const inline = (text: string) =>
	printable(text)
		.replaceAll('\n', ' ')
		.replaceAll(/[\\|`*_[\]]/g, '\\$&')
		.replaceAll('<', '&lt;')
		.replaceAll(/(^|\s)@(?=\w)/g, '$1@\u200b');
