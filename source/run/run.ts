// Touches the world: the clock, and through the journal the disk.
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Redact } from '../text/redact.ts';
import type { JournalEvent, PassingEvent, RunEvent, Stamped } from './events.ts';
import { openFaultSeam } from './fault-seam.ts';
import { type Answer, answerProblem, type Gate } from './gates.ts';
import { createJournal, type Journal, reopenJournal } from './journal.ts';
import { lateComers } from './late-comers.ts';
import type { Session, Wish } from './session.ts';

/** Thrown out of a gate or an interruptible step when the operator wished for something else. */
export class WishGranted extends Error {
	override name = 'WishGranted';
	readonly wish: Wish;
	constructor(wish: Wish) {
		super(`the operator asked: ${wish}`);
		this.wish = wish;
	}
}

/** One execution: what stories and steps write to, and what fronts look at through `session`. */
export type Run = {
	/** `<time>` to the second with a few random letters: sorts by time, never collides. */
	readonly id: string;
	readonly session: Session;
	/** Writes an event; returns when it is on the disk. */
	readonly emit: (event: JournalEvent) => void;
	/** Shows an event to the fronts of this moment. */
	readonly pass: (event: PassingEvent) => void;
	/** Opens a gate and waits for the first fitting answer. @throws WishGranted when the operator wished for something else */
	readonly ask: (gate: Gate) => Promise<Answer>;
	/** Aborted while a wish is open: interruptible work ends, the rest goes on to its end. */
	readonly interruption: () => AbortSignal;
	/** @throws WishGranted when a wish is open; the wish is then taken. */
	readonly grantWish: () => void;
	/** From now on the stack is changed, and the ways back can be wished for. */
	readonly changes: () => void;
	/** What was changed is verified: until the next change there is nothing to come back from in this run. */
	readonly verified: () => void;
	/** From now on the journal is kept in this directory; what was emitted so far is written first. */
	readonly keepIn: (directory: string) => void;
	/** From now on these secrets are hidden in everything emitted. */
	readonly hide: (redact: Redact) => void;
	/** A text as it would stand in an event. */
	readonly redacted: Redact;
	readonly close: () => void;
};

/** A run as its journal tells it: what goes on with it is the same run. */
export type EarlierRun = { readonly id: string; readonly past: readonly Stamped<JournalEvent>[] };

/** @param earlier the run that goes on, in place of a new one */
export function createRun(now: Date, earlier?: EarlierRun): Run {
	const id = earlier?.id ?? newId(now);
	const past: Stamped<JournalEvent>[] = [...(earlier?.past ?? [])];
	const listeners = new Set<(event: RunEvent) => void>();
	const faults = openFaultSeam();
	let journal: Journal | undefined;
	let redact: Redact = (text) => text;
	let open: { gate: Gate; resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;
	let wish: Wish | undefined;
	let changed = false;
	let interruption = new AbortController();

	// Each text by itself: a password of digits would break the numbers of an event that is one text.
	const stamp = <E extends JournalEvent | PassingEvent>(event: E, sequence: number): Stamped<E> =>
		JSON.parse(
			JSON.stringify({ sequence, at: new Date().toISOString(), ...event }),
			(_key, value: unknown) => (typeof value === 'string' ? redact(value) : value),
		);

	const late = lateComers();
	const publish = (event: RunEvent) => {
		late.take(event);
		for (const listener of [...listeners]) listener(event);
	};

	const write = (event: Stamped<JournalEvent>) => {
		if (!journal) return;
		journal.append(event);
		faults.appended(event);
	};

	const emit = (event: JournalEvent) => {
		const stamped = stamp(event, past.length + 1);
		// What the journal refuses has not happened.
		write(stamped);
		past.push(stamped);
		publish(stamped);
	};

	const close = (gate: Gate, answer: Answer, by: string) => {
		open = undefined;
		emit({ type: 'answer', gate: gate.id, answer, by });
	};

	const grantWish = () => {
		if (!wish) return;
		const granted = wish;
		wish = undefined;
		interruption = new AbortController();
		throw new WishGranted(granted);
	};

	const session: Session = {
		apart: false,
		past: () => past,
		recent: late.recent,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		answer(gateId, answer, by) {
			if (!open || open.gate.id !== gateId) return { taken: false, reason: 'This gate is no longer open.' };
			const problem = answerProblem(open.gate, answer);
			if (problem) return { taken: false, reason: problem };
			const { gate, resolve } = open;
			close(gate, answer, by);
			resolve(answer);
			return { taken: true };
		},
		wish(wanted) {
			if (wanted === 'ways back' && !changed) {
				return {
					taken: false,
					reason: 'Nothing of the stack was changed yet: there is nothing to come back from.',
				};
			}
			wish = wanted;
			interruption.abort();
			if (!open) return { taken: true };
			const { gate, reject } = open;
			close(gate, { kind: 'no' }, `wish: ${wanted}`);
			try {
				grantWish();
			} catch (error) {
				reject(error as WishGranted);
			}
			return { taken: true };
		},
	};

	return {
		id,
		session,
		emit,
		pass: (event) => publish(stamp(event, past.length)),
		async ask(gate) {
			grantWish();
			return new Promise<Answer>((resolve, reject) => {
				open = { gate, resolve, reject };
				try {
					emit({ type: 'gate', gate });
				} catch (error) {
					open = undefined;
					reject(error as Error);
				}
			});
		},
		interruption: () => interruption.signal,
		grantWish,
		changes() {
			changed = true;
		},
		verified() {
			changed = false;
		},
		keepIn(directory) {
			mkdirSync(join(directory, 'logs'), { recursive: true, mode: 0o700 });
			chmodSync(directory, 0o700);
			const file = join(directory, 'journal.jsonl');
			journal = (earlier ? reopenJournal : createJournal)(file, faults.appending);
			for (const event of past.slice(earlier?.past.length)) write(event);
		},
		hide(more) {
			const before = redact;
			redact = (text) => more(before(text));
		},
		redacted: (text) => redact(text),
		close: () => journal?.close(),
	};
}

const newId = (now: Date) =>
	`${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${Math.random().toString(36).slice(2, 6).padEnd(4, '0')}`;
