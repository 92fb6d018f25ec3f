import type { Phase } from '../run/events.ts';
import type { Gate, Tick } from '../run/gates.ts';
import type { RunView } from '../run/view.ts';
import type { PaneId } from './layout.ts';
import type { LogLook } from './logs/look.ts';

/** What the operator looks at. Nothing of the run is in here. */
export type Attention = {
	/** An earlier station that is looked at; undefined when it is the one where the run is. */
	readonly lookingAt?: Phase;
	/** The pane that was given the keys; undefined for the one that needs them most. */
	readonly focus?: Focus;
	/** Highlighted item by pane key; undefined while it follows the run. */
	readonly cursors: Readonly<Record<string, number>>;
	/** First line shown by pane key; undefined for the start, or a log's end. */
	readonly tops: Readonly<Record<string, number>>;
	readonly overlay?: 'help' | 'meaning' | 'leave' | 'stop';
	readonly search?: Search;
	/** How each log is looked at, by pane key. */
	readonly looks: Readonly<Record<string, LogLook>>;
	/**
	 * What was asked of the run; shown until it has moved on to another station.
	 *
	 * @property gate the question that it came up at, and is told beside
	 */
	readonly notice?: { readonly text: string; readonly phase: Phase; readonly gate?: string };
	/** By question, see `openQuestion`. */
	readonly drafts: Readonly<Record<string, GateDraft>>;
};

/** Holds until a question opens or is answered: a new question gets the keys, wherever the operator was. */
export type Focus = {
	readonly pane: PaneId;
	/** The pane has the whole body. */
	readonly full: boolean;
	/** The question that was open then. */
	readonly gate: string | undefined;
};

export type Search = {
	readonly pane: string;
	readonly text: string;
	/** Lines that say they are errors are looked for, and no text. */
	readonly errors?: true;
	readonly typing: boolean;
	/** Line of the place shown now, and which one it is. */
	readonly at?: { readonly line: number; readonly index: number; readonly count: number };
};

/** An answer that is being made. */
export type GateDraft = {
	readonly cursor: number;
	/** First line shown of the text or the item's detail. */
	readonly top: number;
	readonly acknowledged: readonly string[];
	readonly ticks: Readonly<Record<string, Tick>>;
	readonly typed: string;
	/** True once the last line of the text was on screen. */
	readonly read: boolean;
	/** Why the last answer was not taken. */
	readonly reason?: string;
};

export const firstAttention: Attention = { cursors: {}, tops: {}, looks: {}, drafts: {} };
export const emptyDraft: GateDraft = {
	cursor: 0,
	top: 0,
	acknowledged: [],
	ticks: {},
	typed: '',
	read: false,
};

/** Where an answer begins: on the item that is recommended, where there is one. */
export function firstDraft(gate: Gate | undefined): GateDraft {
	const items = gate?.kind === 'choose' ? gate.items : [];
	return {
		...emptyDraft,
		cursor: Math.max(
			0,
			items.findIndex((item) => item.recommended),
		),
	};
}

/** A name for the open question. One that is asked again is another question: nothing of the first answer holds. */
export function openQuestion({ gate, answers }: Pick<RunView, 'gate' | 'answers'>): string | undefined {
	return gate && `${gate.id} ${answers.length}`;
}

/** The station before or after the one looked at, among those entered; undefined for the live one. */
export function stationBeside(
	visited: readonly Phase[],
	live: Phase,
	lookingAt: Phase | undefined,
	step: -1 | 1,
): Phase | undefined {
	const index = visited.indexOf(lookingAt ?? live);
	const next = visited[Math.max(0, Math.min(visited.length - 1, index + step))];
	return next === live ? undefined : next;
}
