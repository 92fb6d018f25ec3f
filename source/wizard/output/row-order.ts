/** How often a row changes, and when it was written last. */
export type RowAge = {
	/** Share of the newest frames in which it changed. */
	readonly busy: number;
	/** Number of the piece it was part of. */
	readonly written: number;
};

export const newRow: RowAge = { busy: 0, written: 0 };

/** Ages of the rows after one more frame. */
export function aged(
	ages: readonly RowAge[],
	before: readonly string[],
	next: readonly string[],
): readonly RowAge[] {
	return next.map((row, index) => {
		const age = ages[index] ?? newRow;
		return { ...age, busy: age.busy * 0.8 + (row === before[index] ? 0 : 0.2) };
	});
}

/**
 * Rows in the order they are to be written where not all can be: those that seldom change come first, for they show
 * what a key did; among the others, whichever has waited longest.
 */
export function inOrder(rows: readonly number[], ages: readonly RowAge[]): readonly number[] {
	const rank = (row: number) => {
		const { busy, written } = ages[row] ?? newRow;
		return [busy > 0.5 ? 1 : 0, written, row] as const;
	};
	return rows.toSorted((left, right) => {
		const [a, b] = [rank(left), rank(right)];
		return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
	});
}
