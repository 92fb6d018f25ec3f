import type { LabVersion } from '../room.ts';

export type JotbookVersion = LabVersion & {
	/** Name and SQL of each migration that the release knows, the oldest first; its number is its place. */
	migrations: readonly (readonly [name: string, statements: string])[];
};

const first = [
	'the first tables',
	'CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, draft TEXT)',
] as const;
const pins = [
	'pin notes to the top',
	'ALTER TABLE notes ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0; CREATE INDEX notes_pinned ON notes (pinned)',
] as const;
const drafts = ['drop drafts', 'ALTER TABLE notes DROP COLUMN draft'] as const;
const titles = [
	'titles are unique',
	'CREATE UNIQUE INDEX notes_title ON notes (title COLLATE NOCASE)',
] as const;

/** Versions of Jotbook, oldest first. 1.2.x stand beside each other: each is reached from 1.1.0. */
export const jotbookVersions: readonly JotbookVersion[] = [
	{
		version: '1.0.0',
		migrations: [first],
		startsFromNothing: true,
		brings: 'the beginning: notes, attachments, a table with the version of the schema',
	},
	{
		version: '1.1.0',
		migrations: [first, pins],
		startsFromNothing: true,
		brings: 'adds the column notes.pinned',
	},
	{
		version: '1.2.0',
		migrations: [first, pins, drafts],
		startsFromNothing: true,
		brings: 'drops the column notes.draft with what is in it',
	},
	{
		version: '1.2.1',
		migrations: [first, pins, titles],
		startsFromNothing: false,
		brings: 'wants titles to be unique, and two are not: exits with 1, restarts, exits',
	},
];
