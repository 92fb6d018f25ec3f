import { expect, test } from 'vitest';
import { readProcessLine, treeOf } from './process-tree.ts';

test('a program’s name with blanks and brackets does not shift its parent', () => {
	expect(readProcessLine('12 (a b) c)) S 7 12 12 0 -1')).toEqual({ process: 12, parent: 7 });
	expect(readProcessLine('')).toBeUndefined();
});

test('a tree holds the process and all below it, and nobody beside it', () => {
	const lines = [
		{ process: 2, parent: 1 },
		{ process: 3, parent: 2 },
		{ process: 4, parent: 3 },
		{ process: 5, parent: 1 },
	];
	expect(treeOf(2, lines)).toEqual([2, 3, 4]);
});
