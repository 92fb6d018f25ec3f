import type { JournalEvent, PassingEvent, RunEvent, Stamped } from '../../source/run/events.ts';
import { type Answer, answerProblem, type Gate } from '../../source/run/gates.ts';
import type { Session, Wish } from '../../source/run/session.ts';

export type ScriptedSession = Session & {
	/** One more event, as a runner would send it. */
	readonly send: (...events: readonly (JournalEvent | PassingEvent)[]) => void;
	/** Answers taken, in order. */
	readonly answers: readonly { readonly gate: string; readonly answer: Answer; readonly by: string }[];
	/** Answers offered, taken or not. */
	readonly offered: readonly Answer[];
	readonly wishes: readonly Wish[];
	/** Who listens. */
	readonly listeners: () => number;
};

/** A session that a test feeds: it checks answers as a runner does, and calls `onAnswer` after each one it took. */
export function scriptedSession(
	past: readonly JournalEvent[] = [],
	onAnswer: (gate: Gate, answer: Answer, session: ScriptedSession) => void = () => {},
	at: () => string = () => '2026-03-02T02:00:00.000Z',
): ScriptedSession {
	const journal: Stamped<JournalEvent>[] = [];
	const listeners = new Set<(event: RunEvent) => void>();
	const answers: { gate: string; answer: Answer; by: string }[] = [];
	const offered: Answer[] = [];
	const wishes: Wish[] = [];
	let open: Gate | undefined;

	const send = (event: JournalEvent | PassingEvent) => {
		const passing = event.type === 'log' || event.type === 'progress';
		const stamped = { ...event, sequence: journal.length + (passing ? 0 : 1), at: at() };
		if (!passing) journal.push(stamped as Stamped<JournalEvent>);
		if (event.type === 'gate') open = event.gate;
		for (const listener of listeners) listener(stamped);
	};
	const session: ScriptedSession = {
		apart: false,
		recent: () => [],
		past: () => [...journal],
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		answer(gate, answer, by) {
			offered.push(answer);
			if (!open || open.id !== gate) return { taken: false, reason: 'this question is not open any more' };
			const reason = answerProblem(open, answer);
			if (reason !== undefined) return { taken: false, reason };
			const answered = open;
			open = undefined;
			answers.push({ gate, answer, by });
			send({ type: 'answer', gate, answer, by });
			onAnswer(answered, answer, session);
			return { taken: true };
		},
		wish(wish) {
			wishes.push(wish);
			return { taken: true };
		},
		send: (...events) => events.forEach(send),
		answers,
		offered,
		wishes,
		listeners: () => listeners.size,
	};
	past.forEach(send);
	return session;
}
