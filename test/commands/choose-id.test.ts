import { expect, test } from 'vitest';
import { chooseId } from '../../source/commands/choose-id.ts';

const ids = ['20260601T020000Z-0.1.9', '20260608T020000Z-0.1.9', '20260608T030000Z-0.1.10'];

test.each([
	['newest', '20260608T030000Z-0.1.10'],
	['20260601', '20260601T020000Z-0.1.9'],
	['20260608T03', '20260608T030000Z-0.1.10'],
	['20260608T020000Z-0.1.9', '20260608T020000Z-0.1.9'],
])('%s means %s', (word, id) => {
	expect(chooseId(word, ids, 'a run')).toBe(id);
});

test('an id that is the beginning of another one means itself', () => {
	expect(chooseId('20260608T030000Z-0.1.1', [...ids, '20260608T030000Z-0.1.1'], 'a run')).toBe(
		'20260608T030000Z-0.1.1',
	);
});

test.each<[string, string, readonly string[], RegExp]>([
	[
		'an id that is not there',
		'2025',
		ids,
		/^Expected the id of a run, its beginning, or “newest”, got “2025”/,
	],
	['a beginning of two', '20260608', ids, /“20260608” is the beginning of 2 ids: 20260608T02.*, 20260608T03/],
	['the newest of none', 'newest', [], /got “newest”/],
])('%s is refused with what there is', (_condition, word, there, message) => {
	expect(() => chooseId(word, there, 'a run')).toThrow(
		expect.objectContaining({
			exit: 2,
			message: expect.stringMatching(message),
			advice: [`There are: ${there.join(', ') || 'none'}.`, 'Nothing was changed.'],
		}),
	);
});
