import type { Mark } from '../../../source/releases/changelog.ts';

/** A line that a person has marked. */
export type Marked = { readonly category: string; readonly text: string; readonly marks: readonly Mark[] };

/** Reads `category | marks | line`, one a line; `#` begins a remark. */
export const readMarked = (text: string): readonly Marked[] =>
	text
		.split('\n')
		.filter((line) => line.trim() !== '' && !line.startsWith('#'))
		.map((line) => {
			const [category = '', marks = '', ...rest] = line.split('|');
			return { category, text: rest.join('|'), marks: marks.split(',').filter(Boolean) as Mark[] };
		});

export type Score = {
	/** Of the marks that were set, how many a person has set. */
	readonly precision: number;
	/** Of the marks that a person has set, how many were set. */
	readonly recall: number;
	/** Marks that differ, a line each. */
	readonly differences: readonly string[];
};

export function scoreOf(
	lines: readonly Marked[],
	marksOf: (text: string, category: string) => readonly Mark[],
): Score {
	let both = 0;
	let set = 0;
	let wanted = 0;
	const differences: string[] = [];
	for (const { category, text, marks } of lines) {
		const found = marksOf(text, category);
		both += found.filter((mark) => marks.includes(mark)).length;
		set += found.length;
		wanted += marks.length;
		if ([...found].sort().join() !== [...marks].sort().join())
			differences.push(
				`${category} | ${text}: expected ${marks.join(', ') || 'none'}, got ${found.join(', ') || 'none'}`,
			);
	}
	return { precision: both / set, recall: both / wanted, differences };
}
