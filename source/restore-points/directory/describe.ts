import { count } from '../../text/list.ts';
import type { Archived } from './part.ts';

/** What an archive holds, for people. */
export const describeArchive = (part: Archived): readonly string[] => [
	`${count(part.files, 'file')}, ${count(part.list.entries, 'entry', 'entries')}`,
	...(part.except.length > 0 ? [`left out: ${part.except.join(', ')}`] : []),
	...(part.databases ? [`saved by themselves: ${part.databases.join(', ')}`] : []),
];

/**
 * What is not in an archive, and what is not in it as of one moment.
 * @param what was archived
 */
export const archiveWarnings = (what: string, part: Archived): readonly string[] => [
	...(part.servers
		? [
				`${what}: left out, the files of a database server that runs or was not shut down: ${named(part.servers)}. Only a dump saves them.`,
			]
		: []),
	...(part.liveSqlite
		? [
				`${what}: SQLite databases in use were archived as files, perhaps in the middle of a write: ${named(part.liveSqlite)}. Name them as sqlite in the runbook.`,
			]
		: []),
	...(part.changed.length > 0 ? [`${what}: changed while they were read: ${named(part.changed)}.`] : []),
	...(part.skipped.length > 0
		? [`${what}: left out by tar, sockets or other file systems: ${named(part.skipped)}.`]
		: []),
];

const shown = 10;
const named = (names: readonly string[]) =>
	`${names.slice(0, shown).join(', ')}${names.length > shown ? ` and ${names.length - shown} more` : ''}`;
