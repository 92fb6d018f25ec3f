import { expect, test } from 'vitest';
import { drizzleQuestion, headIn } from '../../../source/survey/schema/drizzle.ts';

const journal = (...whens: readonly number[]) =>
	JSON.stringify({ version: '7', entries: whens.map((when, idx) => ({ idx, when, tag: `000${idx}_x` })) });

test('the newest date is the head, wherever it stands', () => {
	expect(headIn(journal(1, 3, 2), 'the journal')).toBe('3');
});

test.each([['no JSON'], ['{"entries": 3}'], [journal()]])('another text is refused: %s', (text) => {
	expect(() => headIn(text, '_journal.json of v1.0.2')).toThrow(
		'Expected drizzle’s journal with its entries in _journal.json of v1.0.2, found another text.',
	);
});

test('the question', () => {
	expect(drizzleQuestion('drizzle.__drizzle_migrations')).toBe(
		'SELECT max(created_at) FROM drizzle.__drizzle_migrations;',
	);
});
