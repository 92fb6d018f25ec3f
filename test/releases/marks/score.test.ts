// Precision and recall of the marks on lines that were marked by hand; the rules were tuned with the same lines.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { marksOf } from '../../../source/releases/marks.ts';
import { readMarked, scoreOf } from './score.ts';

const lines = readMarked(readFileSync(new URL('lines.txt', import.meta.url), 'utf8'));
test('the score counts what is right, too much and missing', () => {
	const two = [
		{ category: '', text: 'a', marks: ['breaking', 'removed'] as const },
		{ category: '', text: 'b', marks: [] },
	];
	expect(scoreOf(two, () => ['breaking'])).toMatchObject({ precision: 0.5, recall: 0.5 });
	expect(scoreOf(two, (text) => (text === 'a' ? ['breaking', 'removed'] : []))).toEqual({
		...{ precision: 1, recall: 1, differences: [] },
	});
});

test('the lines that the rules were tuned with: precision and recall of at least 0.9', () => {
	const { precision, recall, differences } = scoreOf(lines, marksOf);
	expect(precision, differences.join('\n')).toBeGreaterThanOrEqual(0.9);
	expect(recall, differences.join('\n')).toBeGreaterThanOrEqual(0.9);
});
