import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { notesBetween } from '../../source/releases/read-changelog.ts';

const lab = readFileSync(new URL('../../source/practice/stack/CHANGELOG.md', import.meta.url), 'utf8');
const between = (markdown: string, current: string, target: string, versions?: string[]) =>
	notesBetween({ text: markdown, place: 'CHANGELOG.md' }, current, target, versions);
const linesOf = (markdown: string) =>
	between(`## 1.0.0\n${markdown}`, '0.9.0', '1.0.0').sections.flatMap((section) =>
		section.lines.map((line) => line.text),
	);

test('only what is newer than the current version, up to and with the target, newest last', () => {
	const notes = between(lab, '0.1.8', '0.2.0', ['0.1.7', '0.1.8', '0.1.9', '0.1.10', '0.2.0', '0.3.0']);
	expect(notes.sections.map(({ version, date }) => [version, date])).toEqual([
		['0.1.9', '2026-04-19'],
		['0.1.10', '2026-06-14'],
		['0.2.0', '2026-06-18'],
	]);
	expect(notes.missing).toEqual([]);
	expect(notes.place).toBe('CHANGELOG.md');
});

test('lines of the lab’s 0.2.0 carry their marks and headings none', () => {
	const [section] = between(lab, '0.1.10', '0.2.0').sections;
	const marked = section?.lines.filter((line) => line.marks.length > 0);
	expect(marked?.map(({ text, marks }) => [text.slice(0, 24), marks])).toEqual([
		['- New variable RECURRING', ['new variable']],
		['- The api no longer retu', ['breaking', 'removed']],
		['- Import of spreadsheets', ['removed']],
		['- Migrations 0021–0023: ', ['deletes data', 'migration']],
	]);
	expect(section?.lines.map((line) => line.text)).toContain('Internal');
});

test.each([
	['## [1.2.3] - 2026-03-02', '2026-03-02'],
	['## [v1.2.3] – 2026-03-02', '2026-03-02'],
	['## 1.2.3', undefined],
	['## v1.2.3', undefined],
	['# v1.2.3 (2026-03-02)', '2026-03-02'],
	['### [1.2.3](https://example.org/compare/v1.2.2...v1.2.3) (2026-3-2)', '2026-3-2'],
	['## [1.2.3][] - 2026/03/02\n\n[1.2.3]: https://example.org', '2026/03/02'],
	['## 1.2.3 / 2026-03-02', '2026-03-02'],
	['## 1.2.3 2026-03-02', '2026-03-02'],
	['## Version 1.2.3', undefined],
	['## **1.2.3** - 2026-03-02', '2026-03-02'],
	['## [1.2.3] - 2026-03-02 [YANKED]', '2026-03-02'],
	['1.2.3 - 2026-03-02\n---', '2026-03-02'],
	['## \u001b[1m1.2.3\u001b[0m', undefined],
])('a section begins at the heading %j', (heading, date) => {
	const notes = between(`# Changelog\n\n${heading}\n\n- a line\n`, '1.0.0', '1.2.3');
	expect(notes.sections).toEqual([
		{ version: '1.2.3', ...(date ? { date } : {}), lines: [{ text: '- a line', marks: [] }] },
	]);
});

test.each(['## [Unreleased]', '## Upgrading to 1.2.3', '## 1.2.3 is a good release', '## 10 things'])(
	'no section begins at %j',
	(heading) => {
		expect(between(`${heading}\n\n- a line\n`, '1.0.0', '1.2.3').sections).toEqual([]);
	},
);

test('a section ends at the next heading of its own depth, and a deeper one is its category', () => {
	const notes = between('## 1.1.0\n### Added\n- x\n## Unreleased\n- not this\n', '1.0.0', '1.1.0');
	expect(notes.sections[0]?.lines.map((line) => line.text)).toEqual(['Added', '- x']);
});

test('a category does not reach into the next version', () => {
	const notes = between('## 1.2.0\n### Changed\n- x\n## 1.1.0\n- y\n', '1.0.0', '1.2.0');
	expect(notes.sections.map((section) => section.lines.at(-1)?.marks)).toEqual([[], ['breaking']]);
});

test('a version with two headings has one section', () => {
	const notes = between('## 1.1.0\n- x\n## 1.0.5\n- y\n## 1.1.0\n- z\n', '1.0.5', '1.1.0');
	expect(notes.sections).toHaveLength(1);
	expect(notes.sections[0]?.lines.map((line) => line.text)).toEqual(['- x', '- z']);
});

test.each([
	['a soft line break', '- one\n  two', ['- one two']],
	['nesting', '- a\n  - b\n    - c\n- d', ['- a', '  - b', '    - c', '- d']],
	['numbers', '3. a\n4. b\n   - c', ['3. a', '4. b', '   - c']],
	['two paragraphs in an item', '- a\n\n  b', ['- a', '  b']],
	[
		'emphasis, code and links',
		'- **Bold** `CODE_X` [link](https://example.org) ~x~',
		['- Bold CODE_X link ~x~'],
	],
	[
		'a fenced block',
		'- run:\n\n  ```sh\n  docker compose pull\n    indented\n  ```',
		['- run:', '    docker compose pull', '      indented'],
	],
	['a table', '| a | b |\n|---|---|\n| 1 | 2 |', ['| a | b |', '|---|---|', '| 1 | 2 |']],
	['a quotation', '> Back up first', ['  Back up first']],
	['HTML and its comments', '<!-- hidden -->\n\n<b>shown</b> text', ['shown text']],
	['an image', '![a picture](x.png)', ['a picture']],
	['definitions and rules', '---\n\n[1]: https://example.org', []],
	['control codes', '- a\u001b[31mred\u001b[0m\u0007 \u202eb', ['- ared b']],
])('%s stays readable as plain text', (_what, markdown, lines) => {
	expect(linesOf(markdown)).toEqual(lines);
});

test('releases without a section are named, the target among them, and pre-releases are not', () => {
	const versions = ['0.9.0', '1.0.0', '1.0.1', '1.1.0-rc.1', '1.1.0', '1.2.0', '1.3.0'];
	const notes = between('## 1.1.0\n- x\n', '1.0.0', '1.2.0', versions);
	expect(notes.missing).toEqual(['1.0.1', '1.2.0']);
});

test.each([
	['an empty changelog', ''],
	['a changelog of something else', '# Hello\n\nworld\n'],
	['binary rubbish', '\u0000\u0001\u0002'],
])('%s: the target alone is known to be missing', (_what, markdown) => {
	expect(between(markdown, '1.0.0', 'v1.1.0')).toEqual({
		sections: [],
		missing: ['1.1.0'],
		place: 'CHANGELOG.md',
	});
});

test('an empty section is not a missing one', () => {
	const notes = between('## 1.1.0\n', '1.0.0', '1.1.0');
	expect(notes).toMatchObject({ sections: [{ version: '1.1.0', lines: [] }], missing: [] });
});

test('a version that is none is a fault of the caller', () => {
	expect(() => between('', 'latest', '1.0.0')).toThrow(RangeError);
});
