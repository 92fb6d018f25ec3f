import { expect, test } from 'vitest';
import type { Cell } from '../wizard/terminal.ts';
import { drawFilm } from './draw-film.ts';

const row = (text: string): readonly Cell[] =>
	[...text].map((character) => ({
		...{ text: character, foreground: undefined, bold: false, dim: false, inverse: false },
	}));
const film = drawFilm(
	[
		{ cells: [row('Survey'), row('same ')], seconds: 1 },
		{ cells: [row('Plan  '), row('same ')], seconds: 3 },
	],
	'A <walk>',
	1,
);

test('a row that stays is there once, and used by each screen', () => {
	expect(film.match(/same/g)).toHaveLength(1);
	expect(film.match(/href="#r1"/g)).toHaveLength(2);
});

test('one screen ends where the next begins, and all of the time is filled', () => {
	expect(film).toContain('@keyframes k0{0.000%{visibility:visible}25.000%{visibility:hidden}}');
	expect(film).toContain('@keyframes k1{0%{visibility:hidden}25.000%{visibility:visible}}');
	expect(film).toContain('#f1{animation:k1 4.00s step-end infinite}');
});

test('where motion is not wanted one screen stands', () => {
	expect(film).toContain(
		'g[id^=f]{visibility:hidden}#f1{visibility:visible}@media (prefers-reduced-motion:no-preference){#f0{',
	);
});

test('a title is text', () => {
	expect(film).toContain('<title>A &lt;walk&gt;</title>');
});
