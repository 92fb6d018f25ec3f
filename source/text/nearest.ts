/** The word that was meant by a misspelt one; undefined when none is like it: a third of its letters may be wrong. */
export function nearest(word: string, known: readonly string[]): string | undefined {
	const ranked = known
		.map((one) => ({ one, wrong: distance(word.toLowerCase(), one.toLowerCase()) }))
		.toSorted((left, right) => left.wrong - right.wrong);
	const [first] = ranked;
	return first && first.wrong <= Math.floor(Math.max(word.length, first.one.length) / 3)
		? first.one
		: undefined;
}

/** Letters to add, to leave out or to replace (Levenshtein). */
function distance(from: string, to: string): number {
	let row = Array.from({ length: to.length + 1 }, (_, index) => index);
	for (const [line, letter] of [...from].entries()) {
		const next = [line + 1];
		for (const [column, other] of [...to].entries())
			next.push(
				Math.min(
					(row[column] ?? 0) + (letter === other ? 0 : 1),
					(row[column + 1] ?? 0) + 1,
					(next[column] ?? 0) + 1,
				),
			);
		row = next;
	}
	return row.at(-1) ?? 0;
}
