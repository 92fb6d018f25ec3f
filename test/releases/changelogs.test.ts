// Headings of real public projects' changelogs, reduced to what the parser needs; their own lines stand as “a line”.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readVersionHeading } from '../../source/releases/changelog-heading.ts';
import { sectionPlaces } from '../../source/releases/changelog-sections.ts';
import { notesBetween } from '../../source/releases/read-changelog.ts';

type Fixture = {
	readonly file: string;
	readonly project: string;
	readonly form: string;
	/** By hand, as the file has them: version, and the date of its heading where there is one. */
	readonly versions: readonly string[];
};

const read = (name: string) => readFileSync(new URL(`changelogs/${name}`, import.meta.url), 'utf8');
const of = (text: string) => ({ text, place: 'CHANGELOG.md' });
const fixtures: readonly Fixture[] = JSON.parse(read('index.json'));

test('they are of 30 projects, and of far more forms than 8', () => {
	expect(new Set(fixtures.map(({ project }) => project)).size).toBeGreaterThanOrEqual(30);
	expect(new Set(fixtures.map(({ form }) => form)).size).toBeGreaterThanOrEqual(8);
});

test.each(fixtures)('$project: every version and no other, in order; $form', ({ file, versions }) => {
	const found = sectionPlaces(read(file)).map(({ version, date }) =>
		date === undefined ? version : `${version} ${date}`,
	);
	expect(found).toEqual(versions);
});

test.each(fixtures)(
	'$project: each version has what stands below its heading, and no other heading',
	({ file, versions }) => {
		const text = read(file);
		for (const { start, end } of sectionPlaces(text)) {
			const section = text.slice(start, end);
			for (const other of versions) {
				const [version = ''] = other.split(' ');
				expect(section).not.toMatch(
					new RegExp(`^(?:#+ |== |Version )?\\[?v?${version}(?:\\]? |\\]\\()`, 'm'),
				);
			}
		}
	},
);

test('what stands in one heading for two versions is missing for neither', () => {
	const notes = notesBetween(of(read('hashicorp--vault.txt')), '0.9.6', '0.10.1', [
		'0.9.7',
		'0.10.0',
		'0.10.1',
	]);
	expect(notes.missing).toEqual([]);
	expect(notes.sections.map(({ version }) => version)).toEqual(['0.10.0', '0.10.1']);
});

test.each([
	['[1.2.3] - 2026-03-02', { version: '1.2.3', date: '2026-03-02', name: '' }],
	['1.2 (May 3, 2026)', { version: '1.2.0', date: 'May 3, 2026', name: '' }],
	['1.2.3 – 3 mars 2026', { version: '1.2.3', date: '3 mars 2026', name: '' }],
	['Version 1.2.3 vom 3. März 2026', undefined],
	['Version 1.2.3, 3. März 2026', { version: '1.2.3', date: '3. März 2026', name: '' }],
	['02.03.2026 is no version', undefined],
	['1.2.0 – 1.2.3', { version: '1.2.3', from: '1.2.0', name: '' }],
	['1.2.0 to 1.3.0 (2026-03-02)', { version: '1.3.0', from: '1.2.0', date: '2026-03-02', name: '' }],
	['1.2.0 & 1.3.0', { version: '1.3.0', also: '1.2.0', name: '' }],
	['v1.2.3: The big one', { version: '1.2.3', name: '' }],
	['1.2.3 is a good release', undefined],
	['🚀 v2024.01.0', { version: '2024.1.0', name: '' }],
	['mealie@1.2.3', { version: '1.2.3', name: 'mealie' }],
	['nextcloud-28.0.1', { version: '28.0.1', name: 'nextcloud' }],
	['What’s new in 4.2.0', { version: '4.2.0', name: '' }],
	['Upgrading to 1.2.3', undefined],
	['Migration from 1.2.3', undefined],
	['Python 3.9 support', undefined],
	['1.2.3.4', undefined],
	['192.168.0.1', undefined],
])('the heading %j', (heading, expected) => {
	expect(readVersionHeading(heading)).toEqual(expected);
});

test('a name before the version counts where it comes again, or where no heading does without', () => {
	const versions = (text: string) => sectionPlaces(text).map(({ version }) => version);
	expect(versions('# App 2.0.0\n# App 1.9.0\n')).toEqual(['2.0.0', '1.9.0']);
	expect(versions('## 2.0.0\n### PostgreSQL 17.1\n## 1.9.0\n')).toEqual(['2.0.0', '1.9.0']);
	expect(versions('# App 2.0.0\n')).toEqual(['2.0.0']);
});

test('what stands in a fence or a comment is no heading', () => {
	const text = '## 2.0.0\n```\n## 1.9.0\n```\n<!--\n## 1.8.0\n-->\n## 1.7.0\n';
	expect(sectionPlaces(text).map(({ version }) => version)).toEqual(['2.0.0', '1.7.0']);
});

test('more than anybody may be asked to read is refused with its size; a long one is shown as it is written', () => {
	const long = (lines: number) =>
		`## 1.1.0\n### Removed\n${'- a **line** of notes that is long enough\n'.repeat(lines)}## 1.0.0\n- b\n`;
	const refused = notesBetween(of(long(120_000)), '1.0.0', '1.1.0', ['1.0.0', '1.1.0']);
	expect(refused).toMatchObject({ sections: [], missing: ['1.1.0'] });
	expect(refused.refused).toMatch(
		/^it has 4\.\d MiB between 1\.0\.0 and 1\.1\.0, and at most 4(\.0)? MiB are shown$/,
	);
	const [section] = notesBetween(of(long(5000)), '1.0.0', '1.1.0').sections;
	expect(section?.lines).toHaveLength(5001);
	expect(section?.lines[0]).toEqual({ text: 'Removed', marks: [] });
	expect(section?.lines[1]).toEqual({
		text: '- a **line** of notes that is long enough',
		marks: ['removed'],
		why: ['stands under “Removed”'],
	});
	// What is long elsewhere is nobody's to read.
	expect(notesBetween(of(long(120_000)), '0.9.0', '1.0.0').sections).toHaveLength(1);
});

test('control codes of a long changelog are taken out as well', () => {
	const text = `## 1.1.0\n${'- a\u001b[31mred\u001b[0m line\u0007\n'.repeat(9000)}`;
	const [section] = notesBetween(of(text), '1.0.0', '1.1.0').sections;
	expect(section?.lines[0]?.text).toBe('- ared line');
});
