// Touches the world: prints a run as lines and answers its gates.
import process from 'node:process';
import { createInterface, type Interface } from 'node:readline/promises';
import type { RunEvent } from '../run/events.ts';
import type { Gate } from '../run/gates.ts';
import type { Session } from '../run/session.ts';
import { askOnLine } from './ask-on-line.ts';
import { eventLines } from './event-lines.ts';
import { jsonLine } from './json-line.ts';
import { type StandingAnswers, standingAnswer } from './standing-answers.ts';

export type LineFrontOptions = {
	readonly format: 'plain' | 'json';
	readonly standing: StandingAnswers;
	/** True when somebody can answer on this terminal. */
	readonly interactive: boolean;
};

/** Milliseconds between two lines of progress of the same thing. */
const progressPause = 2000;

/** Follows a run as lines. Returns how to end it. */
export function openLineFront(session: Session, options: LineFrontOptions): () => void {
	const write = (lines: readonly string[]) => {
		if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
	};
	let lines: Interface | undefined;
	let question = new AbortController();
	const spoken = new Map<string, number>();

	const print = (event: RunEvent) => {
		if (options.format === 'json') {
			const line = jsonLine(event);
			return write(line === undefined ? [] : [line]);
		}
		if (event.type === 'progress') {
			const now = Date.now();
			if (now - (spoken.get(event.progress.label) ?? 0) < progressPause) return;
			spoken.set(event.progress.label, now);
		}
		write(eventLines(event));
	};

	const answer = async (gate: Gate): Promise<void> => {
		const standing = standingAnswer(gate, options.standing);
		if (standing) {
			const taken = session.answer(gate.id, standing, 'command line');
			if (!taken.taken) session.wish('no answer');
			return;
		}
		if (!options.interactive) {
			session.wish('no answer');
			return;
		}
		lines ??= createInterface({ input: process.stdin, output: process.stderr });
		for (;;) {
			const taken = session.answer(gate.id, await askOnLine(gate, lines, question.signal), 'terminal');
			if (taken.taken) return;
			process.stderr.write(`${taken.reason}\n`);
		}
	};

	const unsubscribe = session.subscribe((event) => {
		print(event);
		if (event.type === 'answer') {
			question.abort();
			question = new AbortController();
		}
		// Not at once: other listeners must see the gate before they see its answer.
		if (event.type === 'gate') setImmediate(() => answer(event.gate).catch(() => undefined));
	});
	return () => {
		unsubscribe();
		question.abort();
		lines?.close();
	};
}
