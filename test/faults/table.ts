import { type Case, type FaultKind, faultKinds } from './cases.ts';

/** How a case ended: (a) old version, (b) new version, (c) a question whose answer led to one of them, or lost. */
export type Outcome = 'a' | 'b' | 'c' | 'lost';
export type Ended = { readonly case: Case; readonly is: Outcome; readonly story: readonly string[] };

const columns: Readonly<Record<FaultKind, string>> = {
	kill: 'SIGKILL',
	'kill-150': 'SIGKILL 150 ms later',
	full: 'disk full',
};

/** The matrix: a row a story and stack, a column a fault, in each cell the cases and how they ended. */
export function table(ended: readonly Ended[]): string {
	const rows = [...new Set(ended.map(rowOf))].map((row) => [
		row,
		...faultKinds.map((fault) => cell(ended.filter((one) => rowOf(one) === row && one.case.fault === fault))),
	]);
	const all = [['story', ...faultKinds.map((fault) => columns[fault])], ...rows];
	const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
	const line = (row: readonly string[]) =>
		`| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`;
	const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
	return [line(all[0] ?? []), rule, ...rows.map(line)].join('\n');
}

const rowOf = ({ case: { stack, story } }: Ended) => `${stack}: ${story}`;

function cell(ended: readonly Ended[]): string {
	if (ended.length === 0) return '–';
	const counts = (['a', 'b', 'c', 'lost'] as const).flatMap((is) => {
		const count = ended.filter((one) => one.is === is).length;
		return count > 0 ? [`${count} ${is}`] : [];
	});
	return `${ended.length}: ${counts.join(', ')}`;
}

/** Each lost case: what was called, what was found, and the command that plays it alone. */
export function lostLines(ended: readonly Ended[]): readonly string[] {
	return ended.flatMap((one) =>
		one.is === 'lost'
			? [`lost: npm run faults -- --case ${one.case.id}`, ...one.story.map((text) => `    ${text}`)]
			: [],
	);
}

/** The last line. */
export const totalLine = (ended: readonly Ended[]) =>
	`${ended.length} cases, ${ended.filter(({ is }) => is === 'lost').length} lost`;

export const legend =
	'a: the old version with all its data; b: the new one, complete; c: in between, and each answer to the question leads to a or b.';
