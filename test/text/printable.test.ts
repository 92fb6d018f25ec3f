import { expect, test } from 'vitest';
import { printable } from '../../source/text/printable.ts';

test.each([
	['colour', '\u001b[31mred\u001b[0m', 'red'],
	['a window title', 'a\u001b]0;owned\u0007b', 'ab'],
	['a carriage return', 'over\rwritten', 'overwritten'],
	['a tab', 'a\tb', 'a b'],
	['a turned reading order', 'a\u202eb\u2066c', 'abc'],
	['an eight-bit sequence', 'a\u009b31mb', 'ab'],
	['line ends, which stay', 'a\nb', 'a\nb'],
	['other languages, which stay', 'Übergröße 漢字', 'Übergröße 漢字'],
])('%s', (_name, text, expected) => {
	expect(printable(text)).toBe(expected);
});
