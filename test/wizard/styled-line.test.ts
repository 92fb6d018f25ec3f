import { describe, expect, test } from 'vitest';
import { columnsOf, cutLine, cutText, plainText, wrapText } from '../../source/wizard/styled-line.ts';

describe('wrapping', () => {
	test('breaks between words and hangs what follows', () => {
		expect(wrapText('docker compose --env-file .env up --detach', 20, 2)).toEqual([
			'docker compose',
			'  --env-file .env up',
			'  --detach',
		]);
	});

	test('a word longer than a row is broken, and nothing of it is lost', () => {
		const word = `sha256:${'0123456789abcdef'.repeat(4)}`;
		expect(wrapText(word, 20).join('')).toBe(word);
		expect(wrapText(word, 20).every((row) => columnsOf(row) <= 20)).toBe(true);
	});

	test('wide characters count twice', () => {
		expect(wrapText('漢字漢字漢字', 5)).toEqual(['漢字', '漢字', '漢字']);
	});

	test('indentation at the start stays', () => {
		expect(wrapText('  indented text', 40)).toEqual(['  indented text']);
	});

	test('no row is wider than asked for, whatever the text', () => {
		const text = 'a bb  ccc 漢字 ddd—eeee 👩‍👩‍👧 ffffffffffffffffffff gg';
		for (let width = 2; width < 40; width += 1) {
			for (const row of wrapText(text, width, 4)) expect(columnsOf(row)).toBeLessThanOrEqual(width);
		}
	});

	test('an indentation wider than the row ends as well', () => {
		expect(wrapText(`${' '.repeat(30)}abcdef`, 5)).toEqual(['   ab', 'cdef']);
	});

	test('escape sequences in evidence do not reach the screen', () => {
		expect(wrapText('\x1b[31mred\x1b[0m\nnext', 20)).toEqual(['red', 'next']);
	});
});

describe('cutting', () => {
	test.each([
		['what fits stays', 'short', 5, 'short'],
		['what does not ends with an ellipsis', 'longer', 5, 'long…'],
		['a wide character is never halved', '漢字漢字', 4, '漢…'],
		['nothing fits into nothing', 'a', 0, ''],
	])('%s', (_, text, width, expected) => {
		expect(cutText(text, width)).toBe(expected);
	});

	test('a row of several pieces is cut as one', () => {
		const line = [{ text: 'abc' }, { text: 'def', role: 'bad' as const }, { text: 'ghi' }];
		expect(plainText(cutLine(line, 5))).toBe('abcd…');
		expect(plainText(cutLine(line, 3))).toBe('ab…');
		expect(plainText(cutLine(line, 9))).toBe('abcdefghi');
	});
});
