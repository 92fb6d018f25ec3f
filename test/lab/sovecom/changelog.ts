import type { SovecomVersion } from './versions.ts';
import { lineageOf } from './versions.ts';

/** The text of CHANGELOG.md at a version, in the form of Keep a Changelog. */
export function changelogFile(version: SovecomVersion): string {
	const sections = lineageOf(version)
		.flatMap(({ version: name, changes }, index) =>
			changes === undefined ? [] : [section(`[${name}] - ${dateOf(index)}`, changes)],
		)
		.reverse();
	return [
		'# Changelog',
		'The format is based on [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).',
		section('[Unreleased]', version.unreleased),
		...sections,
	]
		.join('\n\n')
		.concat('\n');
}

/** The day of a release by its place in the history, as `YYYY-MM-DD`. */
export function dateOf(place: number): string {
	return `2026-${String(place + 6).padStart(2, '0')}-15`;
}

function section(title: string, changes: readonly string[]): string {
	const list = changes.map((change) => `- ${change}`).join('\n');
	return changes.length === 0 ? `## ${title}` : `## ${title}\n\n### Changed\n\n${list}`;
}
