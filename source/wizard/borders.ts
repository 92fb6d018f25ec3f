/** A line of the frame, both ends included. */
export type Rule =
	| { readonly kind: 'across'; readonly top: number; readonly from: number; readonly to: number }
	| { readonly kind: 'down'; readonly left: number; readonly from: number; readonly to: number };

/** The frame's lines as rows of text, with the right character wherever lines meet. */
export function drawBorders(columns: number, rows: number, rules: readonly Rule[]): readonly string[] {
	const cells = Array.from({ length: rows }, () => new Uint8Array(columns));
	const join = (top: number, left: number, sides: number) => {
		const row = cells[top];
		if (row && left >= 0 && left < columns) row[left] = (row[left] ?? 0) | sides;
	};
	for (const rule of rules) {
		for (let at = rule.from; at <= rule.to; at += 1) {
			const sides = (at > rule.from ? backward : 0) | (at < rule.to ? forward : 0);
			if (rule.kind === 'across') join(rule.top, at, sides);
			else join(at, rule.left, sides << 2);
		}
	}
	return cells.map((row) => Array.from(row, (sides) => characters[sides]).join(''));
}

const backward = 1;
const forward = 2;
// Index: bit 0 left, bit 1 right, bit 2 up, bit 3 down.
const characters = [' ', '─', '─', '─', '│', '┘', '└', '┴', '│', '┐', '┌', '┬', '│', '┤', '├', '┼'];
