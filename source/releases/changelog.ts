import type { ShownCommand } from '../docker/command.ts';

/** Why a line of the notes deserves the operator's eye. */
export type Mark =
	| 'breaking'
	| 'removed'
	/** Rows, columns or tables go away for good. */
	| 'deletes data'
	| 'migration'
	| 'new variable'
	| 'changed variable'
	/** Of the engine, of Compose, of a database or a language. */
	| 'minimum version'
	/** Something that nobody but the operator does. */
	| 'manual action';

export type NoteLine = {
	readonly text: string;
	readonly marks: readonly Mark[];
	/** What each mark was set for, a clause each, in the same order; absent without marks. */
	readonly why?: readonly string[];
	/** What is here of what it asks for, a clause each, e.g. `PostgreSQL 16 here, 15 asked`; absent where nothing is known. */
	readonly here?: readonly string[];
};

/** One version's section of a changelog. */
export type NoteSection = {
	readonly version: string;
	/** As written, e.g. `2026-03-02`; undefined when the heading has none. */
	readonly date?: string;
	readonly lines: readonly NoteLine[];
};

/** Where a version's section lies in a text. */
export type SectionPlace = {
	/** Of a range the newest. */
	readonly version: string;
	/** The oldest of a range. */
	readonly from?: string;
	/** A second version that the section is of. */
	readonly also?: string;
	/** As written. */
	readonly date?: string;
	/** Characters from the beginning: of the text below its heading, and after its last line. */
	readonly start: number;
	readonly end: number;
};

/** Notes as one source has them. */
export type Changelog = {
	/** Markdown and its like. */
	readonly text: string;
	/** Where they were read. */
	readonly place: string;
	/** Where the sections lie, told by the source itself; absent: by the headings in the text. */
	readonly sections?: readonly SectionPlace[];
	/** Shows its headings; absent: the place is a file or an address. */
	readonly command?: ShownCommand;
	/** Set for what was kept from an earlier look, because nobody answered now. */
	readonly kept?: Kept;
};

/** What was kept from an earlier look. */
export type Kept = {
	/** When it was read, ISO 8601. */
	readonly at: string;
	/** Why it could not be read now, a clause. */
	readonly why: string;
};

/** A source of notes that gave none, or less than another one. */
export type PassedOver = {
	readonly source: string;
	/** A clause. */
	readonly why: string;
};

/** The sections between the current version and the target, newest last. */
export type ReleaseNotes = {
	readonly sections: readonly NoteSection[];
	/** Releases in between, or the target, that the changelog says nothing of. */
	readonly missing: readonly string[];
	/** Where they were read. */
	readonly place: string;
	/** Why none are shown although there are some, a clause. */
	readonly refused?: string;
	/** Of when they are, where they were kept from an earlier look, a clause. */
	readonly kept?: string;
	/** What was tried beside the place. */
	readonly passedOver?: readonly PassedOver[];
};
