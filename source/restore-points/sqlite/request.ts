import type { TableWrites } from '../writes/writes.ts';
import type { SqliteContent } from './part.ts';
import type { SqlFiles } from './write-rows.ts';

/** What `program.ts` is asked for, one JSON argument. */
export type Request =
	/** Copies a live database into an empty file by SQLite's online backup. */
	| { readonly act: 'copy'; readonly source: string; readonly target: string }
	/** Checks a file that nobody writes to, and reads what it holds. */
	| { readonly act: 'read'; readonly file: string; readonly check: 'quick' | 'full' }
	/** Asks a database in use one question. */
	| { readonly act: 'ask'; readonly file: string; readonly question: string }
	| ({ readonly act: 'compare' } & Comparison);

/** Rows of text. */
export type Told = { readonly rows: readonly (readonly string[])[] };

/** A database in use against one that nobody writes to. */
export type Comparison = {
	readonly now: string;
	readonly saved: string;
	/** True when no process has the one in use open. */
	readonly idle: boolean;
	/** Where rows that differ are written to as SQL. */
	readonly files?: SqlFiles;
};

export type Compared =
	| {
			readonly compared: number;
			readonly tables: readonly TableWrites[];
			readonly written?: { readonly rows: number; readonly deleted: number };
	  }
	/** Why it was not read, a clause. */
	| { readonly refused: string };

/** What it prints, one JSON value a line; the last one is an answer or a problem. */
export type Reply =
	/** Bytes copied of all, or rows read. */
	| { readonly done: number; readonly total?: number }
	| { readonly answer: SqliteContent | Compared | Told | Record<string, never> }
	| { readonly problem: Problem };

export type Problem = {
	/** SQLite's primary result code; 0 when the problem is not SQLite's. */
	readonly code: number;
	/** What SQLite said, or what `integrity_check` found. */
	readonly message: string;
};

/** SQLite's primary result codes (sqlite.org/rescode.html) that have a sentence of their own. */
export const resultCode = {
	error: 1,
	busy: 5,
	locked: 6,
	readOnly: 8,
	corrupt: 11,
	full: 13,
	cannotOpen: 14,
	notADatabase: 26,
} as const;
