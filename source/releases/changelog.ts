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
};

/** One version's section of a changelog. */
export type NoteSection = {
	readonly version: string;
	/** As written, e.g. `2026-03-02`; undefined when the heading has none. */
	readonly date?: string;
	readonly lines: readonly NoteLine[];
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
};
