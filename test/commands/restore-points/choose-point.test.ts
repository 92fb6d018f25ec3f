import { expect, test } from 'vitest';
import { choosePoint } from '../../../source/commands/restore-points/choose-point.ts';

const ids = ['20260601T020000Z-0.1.9', '20260608T020000Z-0.1.9', '20260608T030000Z-0.1.10'];

test.each([
	['newest', '20260608T030000Z-0.1.10'],
	['20260601', '20260601T020000Z-0.1.9'],
	['20260608T03', '20260608T030000Z-0.1.10'],
	['20260608T020000Z-0.1.9', '20260608T020000Z-0.1.9'],
])('%s means %s', (word, id) => {
	expect(choosePoint(word, ids)).toBe(id);
});

test('an id that is the beginning of another one means itself', () => {
	expect(choosePoint('20260608T030000Z-0.1.1', [...ids, '20260608T030000Z-0.1.1'])).toBe(
		'20260608T030000Z-0.1.1',
	);
});

test.each<[string, string, readonly string[], RegExp]>([
	['an id that is not there', '2025', ids, /got “2025”/],
	['a beginning of two', '20260608', ids, /“20260608” is the beginning of 2 ids: 20260608T02.*, 20260608T03/],
	['the newest of none', 'newest', [], /got “newest”/],
])('%s is refused with what there is', (_condition, word, there, message) => {
	expect(() => choosePoint(word, there)).toThrow(
		expect.objectContaining({
			exit: 2,
			message: expect.stringMatching(message),
			advice: [`There are: ${there.join(', ') || 'none'}.`, 'Nothing was changed.'],
		}),
	);
});
