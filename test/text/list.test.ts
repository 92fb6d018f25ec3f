import { expect, test } from 'vitest';
import { count, inWords } from '../../source/text/list.ts';

test.each([
	[[], ''],
	[['api'], 'api'],
	[['api', 'db'], 'api and db'],
	[['api', 'db', 'redis'], 'api, db and redis'],
])('%j reads as “%s”', (names, text) => {
	expect(inWords(names)).toBe(text);
});

test('the last word of a list can be another one', () => {
	expect(inWords(['a', 'b'], 'or')).toBe('a or b');
});

test.each([
	[1, 'service', undefined, '1 service'],
	[0, 'service', undefined, '0 services'],
	[2, 'directory', 'directories', '2 directories'],
])('%d %s', (number, word, plural, text) => {
	expect(count(number, word, plural)).toBe(text);
});
