// Touches the world: reads the marked lines. `npm run bench -- marks`: precision and recall of the marks; nothing is timed.
import { readFileSync } from 'node:fs';
import type { Mark } from '../../../source/releases/changelog.ts';
import { marksOf } from '../../../source/releases/marks.ts';
import { type Marked, readMarked, scoreOf } from '../../releases/marks/score.ts';

const sets = [
	{ name: 'tuned', file: 'lines.txt', says: 'the rules were written with these lines' },
	{
		name: 'held-out',
		file: 'held-out.txt',
		says: 'held out once; the rules were broadened with these lines as well',
	},
	{
		name: 'held-out-2',
		file: 'held-out-2.txt',
		says: 'the same',
	},
	{
		name: 'held-out-3',
		file: 'held-out-3.txt',
		says: 'the same',
	},
	{
		name: 'held-out-4',
		file: 'held-out-4.txt',
		says: 'the same',
	},
	{
		name: 'held-out-5',
		file: 'held-out-5.txt',
		says: 'never tuned with: written and marked before the rules were run on them',
	},
] as const;

/** One line of `--json`. */
export type MarksMeasure = {
	readonly set: string;
	readonly lines: number;
	/** All marks together, one kind, or whether a line has any mark at all. */
	readonly of: 'all' | 'any' | Mark;
	/** Marks that a person has set. */
	readonly wanted: number;
	/** Marks that the rules have set. */
	readonly byRules: number;
	/** Null where nothing was set, or nothing wanted. */
	readonly precision: number | null;
	readonly recall: number | null;
};

export function marksBench(json: boolean, print: (line: string) => void = console.log): void {
	for (const { name, file, says } of sets) {
		const lines = readMarked(readFileSync(new URL(`../../releases/marks/${file}`, import.meta.url), 'utf8'));
		const measures = measuresOf(name, lines);
		if (json) for (const measure of measures) print(JSON.stringify(measure));
		else for (const line of tableOf(name, says, measures)) print(line);
	}
}

export function measuresOf(set: string, lines: readonly Marked[]): readonly MarksMeasure[] {
	const measure = (of: MarksMeasure['of'], narrowed: (marks: readonly Mark[]) => readonly Mark[]) => {
		const wanted = lines.map((line) => ({ ...line, marks: narrowed(line.marks) }));
		const found = (text: string, category: string) => narrowed(marksOf(text, category));
		const { precision, recall } = scoreOf(wanted, found);
		return {
			...{ set, lines: lines.length, of },
			wanted: wanted.reduce((sum, { marks }) => sum + marks.length, 0),
			byRules: lines.reduce((sum, { text, category }) => sum + found(text, category).length, 0),
			precision: orNull(precision),
			recall: orNull(recall),
		};
	};
	const kinds = [...new Set(lines.flatMap(({ marks }) => marks))].sort();
	return [
		measure('all', (marks) => marks),
		// Which mark it is does not count: any stands for all.
		measure('any', (marks) => (marks.length === 0 ? [] : ['breaking'])),
		...kinds.map((kind) => measure(kind, (marks) => marks.filter((mark) => mark === kind))),
	];
}

const orNull = (share: number) => (Number.isNaN(share) ? null : Number(share.toFixed(3)));

const shown = (share: number | null) => (share === null ? '–' : share.toFixed(2)).padStart(11);

const tableOf = (name: string, says: string, measures: readonly MarksMeasure[]): readonly string[] => [
	`${name}: ${measures[0]?.lines ?? 0} lines; ${says}`,
	`  ${'marks'.padEnd(18)}${'wanted'.padStart(8)}${'set'.padStart(8)}${'precision'.padStart(11)}${'recall'.padStart(11)}`,
	...measures.map(
		({ of, wanted, byRules: set, precision, recall }) =>
			`  ${(of === 'all' ? 'all kinds' : of === 'any' ? 'any at all' : of).padEnd(18)}${String(wanted).padStart(8)}${String(set).padStart(8)}${shown(precision)}${shown(recall)}`,
	),
	'',
];
