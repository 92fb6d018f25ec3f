/** A row of a table: its key, and what tells whether the rest of it is the same. */
export type KeyedRow = {
	/** A value for each column of the key. */
	readonly key: readonly string[];
	readonly digest: string;
	/** The row itself as CSV, without its line's end; empty where it was not asked for. */
	readonly row: string;
};

/** How the values of a key's column are sorted: whole numbers, or texts by their bytes. */
export type KeyOrder = 'number' | 'bytes';

/** How a row of now stands to those that were saved; `deleted` carries the saved row. */
export type RowDifference = { readonly is: 'new' | 'changed' | 'deleted'; readonly row: KeyedRow };

/**
 * Compares two tables as streams, both sorted by key. What is held is one batch of each.
 * @throws Error when a stream is not sorted, or has a key twice: its numbers would be wrong
 */
export async function* rowDifferences(
	saved: AsyncIterable<readonly KeyedRow[]>,
	now: AsyncIterable<readonly KeyedRow[]>,
	order: readonly KeyOrder[],
): AsyncGenerator<readonly RowDifference[]> {
	const before = cursor(saved, order);
	const after = cursor(now, order);
	let found: RowDifference[] = [];
	try {
		for (;;) {
			if (before.empty()) await before.fill();
			if (after.empty()) await after.fill();
			if (found.length > 0) {
				yield found;
				found = [];
			}
			if (before.ended() && after.ended()) return;
			// As far as both batches go, without waiting for anything.
			while (!(before.empty() && !before.ended()) && !(after.empty() && !after.ended())) {
				const old = before.row();
				const row = after.row();
				if (!old && !row) break;
				const way = !old ? 1 : !row ? -1 : compareKeys(old.key, row.key, order);
				if (way < 0 && old) found.push({ is: 'deleted', row: old });
				else if (way > 0 && row) found.push({ is: 'new', row });
				else if (old && row && old.digest !== row.digest) found.push({ is: 'changed', row });
				if (way <= 0) before.next();
				if (way >= 0) after.next();
			}
		}
	} finally {
		await Promise.allSettled([before.close(), after.close()]);
	}
}

/** Negative, 0 or positive, as for `sort`. */
export function compareKeys(a: readonly string[], b: readonly string[], order: readonly KeyOrder[]): number {
	for (const [index, how] of order.entries()) {
		const [left = '', right = ''] = [a[index], b[index]];
		if (left === right) continue;
		if (how === 'bytes') return left < right ? -1 : 1;
		// Beyond 15 digits a number is no longer exact.
		const difference =
			left.length < 16 && right.length < 16
				? Number(left) - Number(right)
				: BigInt(left) < BigInt(right)
					? -1
					: 1;
		if (difference !== 0) return difference;
	}
	return 0;
}

function cursor(stream: AsyncIterable<readonly KeyedRow[]>, order: readonly KeyOrder[]) {
	const batches = stream[Symbol.asyncIterator]();
	let batch: readonly KeyedRow[] = [];
	let at = 0;
	let over = false;
	let last: readonly string[] | undefined;
	return {
		empty: () => at >= batch.length,
		ended: () => over,
		row: () => batch[at],
		next() {
			at += 1;
		},
		async fill() {
			while (!over && at >= batch.length) {
				const { value, done } = await batches.next();
				if (done) {
					over = true;
					return;
				}
				batch = value;
				at = 0;
				for (const { key } of batch) {
					if (last && compareKeys(last, key, order) >= 0)
						throw new Error('Expected the rows of a table in the order of their key, each key once.');
					last = key;
				}
			}
		},
		close: async () => {
			await batches.return?.();
		},
	};
}
