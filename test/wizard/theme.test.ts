import { expect, test } from 'vitest';
import { columnsOf } from '../../source/wizard/styled-line.ts';
import { createTheme, glyphs } from '../../source/wizard/theme.ts';

const ascii = createTheme({ color: false, ascii: true });

test.each([...Object.values(glyphs), '→', '…', '–', '“', '│', '┼', '漢', 'é', '👩‍👩‍👧'])(
	'%s has an ASCII form of the same width',
	(text) => {
		expect(ascii.show(text)).toMatch(/^[\x20-\x7e]+$/);
		expect(ascii.show(text)).toHaveLength(columnsOf(text));
	},
);

test('the outcomes of checks and steps stay apart in ASCII', () => {
	const outcomes = [
		glyphs.pass,
		glyphs.warn,
		glyphs.fail,
		glyphs.skip,
		glyphs.running,
		glyphs.waiting,
		glyphs.cursor,
	];
	expect(new Set(outcomes.map(ascii.show)).size).toBe(outcomes.length);
});

test('without colour no role has a style', () => {
	for (const role of ['strong', 'quiet', 'good', 'warning', 'bad', 'accent', 'match'] as const) {
		expect(ascii.style(role)).toEqual({});
		expect(createTheme({ color: true, ascii: false }).style(role)).not.toEqual({});
	}
});

test('all colours are of the 16 that a terminal’s own scheme defines', () => {
	const named = new Set(['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white', undefined]);
	const theme = createTheme({ color: true, ascii: false });
	for (const role of ['strong', 'quiet', 'good', 'warning', 'bad', 'accent', 'match'] as const)
		expect(named).toContain(theme.style(role).color);
});
