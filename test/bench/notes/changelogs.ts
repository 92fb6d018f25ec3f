/** A changelog made for the bench, and the two versions between which it is read. */
export type Made = { readonly text: string; readonly from: string; readonly to: string };

const entries = [
	'- The list of members can be filtered by role, and keeps its place while it is loaded again',
	'- A crash when two people renamed the same page at once',
	'- `SESSION_LIFETIME_HOURS` is 12 by default, it was 24 before',
	'- Support for PostgreSQL 13 was dropped, 14 or newer is required',
	'- Migration 0042 adds an index to messages, which takes a minute for a million rows',
	'- Thumbnails are made in the background, so that an upload answers at once',
	'- Run the command for the search index once after the upgrade',
	'- The endpoint for exports no longer returns XML',
];
const shortEntries = [
	'- faster lists',
	'- a crash is fixed',
	'- new icons in the menu',
	'- the API returns ids',
];

/** @param read versions between the two, the newest among them */
function changelogOf(versions: number, section: (index: number) => string, read: number): Made {
	const versionAt = (index: number) => `1.${versions - index}.0`;
	const text = Array.from(
		{ length: versions },
		(_, index) => `## ${versionAt(index)}\n\n${section(index)}\n`,
	).join('');
	return { text, from: versionAt(read), to: versionAt(0) };
}

const linesOf = (from: readonly string[], count: number, seed: number) =>
	Array.from({ length: count }, (_, line) => from[(line + seed) % from.length] ?? '').join('\n');

/** 20 MB at least, in versions of 40 lines, of which ten are read. */
export function twentyMegabytes(): Made {
	const versions = Math.ceil(20e6 / linesOf(entries, 40, 0).length);
	return changelogOf(versions, (index) => linesOf(entries, 40, index), 10);
}

/** A million lines, of which those of ten versions are read. */
export const millionLines = (): Made => changelogOf(25_000, (index) => linesOf(shortEntries, 38, index), 10);

/** 20 MB, all of them between the two versions. */
export const allBetween = (): Made =>
	changelogOf(2, (index) => linesOf(entries, index === 0 ? 300_000 : 1, 0), 1);
