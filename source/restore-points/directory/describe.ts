import { count } from '../../text/list.ts';
import type { DirectoryPart } from './part.ts';

/** What an archive holds, for people. */
export const describeDirectory = (part: DirectoryPart): readonly string[] => [
	`${count(part.files, 'file')}, ${count(part.list.entries, 'entry', 'entries')}`,
	...(part.except.length > 0 ? [`left out: ${part.except.join(', ')}`] : []),
];

/** Files that are not in it as one moment. */
export const directoryWarnings = (part: DirectoryPart): readonly string[] => [
	...(part.servers
		? [
				`${part.path}: left out, the files of a database server that runs or was not shut down: ${named(part.servers)}. Only a dump saves them.`,
			]
		: []),
	...(part.liveSqlite
		? [
				`${part.path}: SQLite databases in use were archived as files, perhaps in the middle of a write: ${named(part.liveSqlite)}. Name them as sqlite in the runbook.`,
			]
		: []),
	...(part.changed.length > 0 ? [`${part.path}: changed while they were read: ${named(part.changed)}.`] : []),
	...(part.skipped.length > 0
		? [`${part.path}: left out by tar, sockets or other file systems: ${named(part.skipped)}.`]
		: []),
];

const shown = 10;
const named = (names: readonly string[]) =>
	`${names.slice(0, shown).join(', ')}${names.length > shown ? ` and ${names.length - shown} more` : ''}`;
