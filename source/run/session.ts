import type { JournalEvent, RunEvent, Stamped } from './events.ts';
import type { Answer } from './gates.ts';

/** What a front may ask of a run besides answering gates. */
export type Wish =
	/** Offer the ways back at the next safe point. */
	| 'ways back'
	/** Stop at the next safe point; the result says how to go on. */
	| 'stop'
	/** Nobody is there to answer: stop here, with the exit code that says so. */
	| 'no answer';

/** All that a front knows of a run: what was journalled, what passes, and how to answer. */
export type Session = {
	/** True when the run works in a process of its own: it goes on when the front is left. */
	readonly apart: boolean;
	/** How the run names this front in what it answers; undefined for the only one there is. */
	readonly me?: string;
	/** Every journal event so far. */
	readonly past: () => readonly Stamped<JournalEvent>[];
	/** The newest log lines and the progress of now, for who comes late. */
	readonly recent: () => readonly RunEvent[];
	/** Calls back for each event from now on, journalled or passing. Returns the way to unsubscribe. */
	readonly subscribe: (listener: (event: RunEvent) => void) => () => void;
	/** The first fitting answer to an open gate is taken; otherwise the sentence says why not. */
	readonly answer: (
		gate: string,
		answer: Answer,
		by: string,
	) => { taken: true } | { taken: false; reason: string };
	/** Granted at the next safe point; otherwise the sentence says why it is not. */
	readonly wish: (wish: Wish) => { taken: true } | { taken: false; reason: string };
};
