import type { Answer } from './cluster.ts';

export type AnswerStyle = {
	/** psql's drawn table; otherwise fields with `|` between them. */
	readonly aligned: boolean;
	readonly tuplesOnly: boolean;
};

/** Rows as psql prints them, NULL as nothing. */
export function formatAnswer(
	{ columns, rows }: Pick<Answer, 'columns' | 'rows'>,
	style: AnswerStyle,
): string {
	const cells = rows.map((row) => row.map((value) => value ?? ''));
	const footer = style.tuplesOnly ? [] : [`(${rows.length} row${rows.length === 1 ? '' : 's'})`];
	const lines = style.aligned
		? aligned(style.tuplesOnly ? undefined : columns, cells)
		: [...(style.tuplesOnly ? [] : [columns]), ...cells].map((row) => row.join('|'));
	const all = [...lines, ...footer, ...(style.aligned ? [''] : [])];
	return all.map((line) => `${line}\n`).join('');
}

function aligned(columns: readonly string[] | undefined, rows: readonly (readonly string[])[]): string[] {
	const all = columns ? [columns, ...rows] : rows;
	const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
	const draw = (row: readonly string[]) =>
		row
			.map((value, column) => ` ${value.padEnd(widths[column] ?? 0)} `)
			.join('|')
			.trimEnd();
	const rule = widths.map((width) => '-'.repeat(width + 2)).join('+');
	return columns ? [draw(columns), rule, ...rows.map(draw)] : rows.map(draw);
}
