import { expect, test } from 'vitest';
import { notesBetween } from '../../source/releases/read-changelog.ts';
import type { ListedRelease } from '../../source/releases/release-list.ts';
import { releaseSections } from '../../source/releases/release-sections.ts';

const release = (name: string, notes?: string, date?: string): ListedRelease => ({
	names: [name],
	prerelease: false,
	notes,
	date,
});
const versions = (...releases: ListedRelease[]) =>
	releaseSections(releases).sections.map(({ version }) => version);

test('headings inside of a release’s notes are its own, and end nothing', () => {
	const notes = notesBetween(
		{
			place: 'here',
			...releaseSections([
				release(
					'v1.2.0',
					'# News\r\n\r\n- one\r\n\r\n## 1.1.0\r\n- still of 1.2.0\r\n',
					'2026-03-04T05:06:07Z',
				),
				release('v1.1.0', '```\nnever closed\n'),
				release('v1.0.0', '- old'),
			]),
		},
		'1.0.0',
		'1.2.0',
	);
	expect(notes.sections).toMatchObject([
		{ version: '1.1.0', lines: [{ text: '  never closed' }] },
		{
			version: '1.2.0',
			date: '2026-03-04',
			lines: [{ text: 'News' }, { text: '- one' }, { text: '1.1.0' }, { text: '- still of 1.2.0' }],
		},
	]);
	expect(notes.missing).toEqual([]);
});

test('a release without notes has no section: it is told to be missing', () => {
	expect(versions(release('1.1.0'), release('1.2.0', ' \n'), release('1.3.0', '- a'))).toEqual(['1.3.0']);
});

test('a name before the version counts where all have the same', () => {
	expect(versions(release('app-v1.1.0', '- a'), release('app-v1.0.0', '- b'))).toEqual(['1.1.0', '1.0.0']);
	expect(versions(release('app-v1.1.0', '- a'), release('cli-v1.0.0', '- b'))).toEqual([]);
	expect(versions(release('v1.1.0', '- a'), release('cli-v3.0.0', '- b'))).toEqual(['1.1.0']);
	expect(versions(release('nightly', '- a'))).toEqual([]);
});
