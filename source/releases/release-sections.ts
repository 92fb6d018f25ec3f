import type { Changelog } from './changelog.ts';
import { readVersionHeading } from './changelog-heading.ts';
import type { ListedRelease } from './release-list.ts';
import { exactVersion } from './versions.ts';

/**
 * The notes of releases as one text, and where in it each version's lie: headings inside of them are theirs and end nothing.
 * A release without notes has no section. Versions after a name, as in `app-v1.2.0`, count where all have the same one.
 */
export function releaseSections(
	releases: readonly ListedRelease[],
): Required<Pick<Changelog, 'text' | 'sections'>> {
	const read = releases.flatMap((release) => {
		const named = versionOf(release.names);
		return named ? [{ ...release, ...named }] : [];
	});
	const names = new Set(read.map(({ name }) => name));
	const counted = read.filter(({ name }) => name === '' || names.size === 1);
	let text = '';
	const sections = counted.flatMap(({ version, date, notes = '' }) => {
		if (notes.trim() === '') return [];
		text += `# ${version}\n`;
		const start = text.length;
		text += `${notes.replaceAll('\r\n', '\n')}\n`;
		return [{ version, ...(date === undefined ? {} : { date: date.slice(0, 10) }), start, end: text.length }];
	});
	return { text, sections };
}

function versionOf(names: readonly string[]): { version: string; name: string } | undefined {
	const exact = names.map(exactVersion).find((version) => version !== undefined);
	if (exact !== undefined) return { version: exact, name: '' };
	const [heading] = names.flatMap((name) => readVersionHeading(name) ?? []);
	return heading && { version: heading.version, name: heading.name };
}
