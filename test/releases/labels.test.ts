import { expect, test } from 'vitest';
import { notesBetween } from '../../source/releases/read-changelog.ts';

const marked = (body: string) =>
	notesBetween({ text: `## 1.1.0\n\n${body}\n`, place: 'CHANGELOG.md' }, '1.0.0', '1.1.0').sections.flatMap(
		({ lines }) =>
			lines.filter(({ marks }) => marks.length > 0).map(({ text, marks, why }) => [text.trim(), marks, why]),
	);
const under = (label: string) => [
	'- Topics are matched as a whole',
	['breaking'],
	[`stands under “${label}”`],
];

test.each([
	[
		'an item that has a list below it',
		'* BREAKING\n  * Topics are matched as a whole\n* BUGFIXES\n  * A crash',
		'BREAKING',
	],
	[
		'a bold paragraph',
		'**Breaking changes**\n\n- Topics are matched as a whole\n\n**Fixes**\n\n- A crash',
		'Breaking changes',
	],
	['a paragraph with a colon', 'Breaking changes:\n\n- Topics are matched as a whole', 'Breaking changes'],
])('%s is a heading for what stands below it', (_form, body, label) => {
	expect(marked(body)).toEqual([under(label)]);
});

test.each([
	['an item with nothing below it', '* Breaking\n* Topics are matched as a whole'],
	['a sentence', 'This is about breaking rocks, among others:\n\n- Topics are matched as a whole'],
])('%s is none', (_form, body) => {
	expect(marked(body)).toEqual([]);
});
