// Touches the world: prints a run as lines and answers its gates.
import process from 'node:process';
import { createInterface, type Interface } from 'node:readline/promises';
import type { RunEvent } from '../run/events.ts';
import type { Gate } from '../run/gates.ts';
import type { Session } from '../run/session.ts';
import { asciiText } from '../text/ascii.ts';
import { askOnLine } from './ask-on-line.ts';
import { eventLines } from './event-lines.ts';
import { jsonLine } from './json-line.ts';
import { type StandingAnswers, standingAnswer } from './standing-answers.ts';

export type LineFrontOptions = {
	readonly format: 'plain' | 'json';
	readonly standing: StandingAnswers;
	/** True when somebody can answer on this terminal. */
	readonly interactive: boolean;
	/** No character outside ASCII, for terminals that have none. JSON has its own escapes and stays as it is. */
	readonly ascii?: boolean;
	/** True for one that came to look: where nobody can answer here, somebody else may. */
	readonly looksOn?: boolean;
};

export type LineFront = {
	/** Asks whether to leave the run or to stop it, and sees to the stop; an open gate is asked again after it. */
	readonly askToLeave: () => Promise<'leave' | 'stop' | 'stay'>;
	/** Settles once the operator has said that he leaves. */
	readonly left: Promise<void>;
	readonly close: () => void;
};

/** Milliseconds between two lines of progress of the same thing. */
const progressPause = 2000;

/** Tells a run's past as lines, and follows it. */
export function openLineFront(session: Session, options: LineFrontOptions): LineFront {
	const show = options.ascii && options.format === 'plain' ? asciiText : (text: string) => text;
	const write = (lines: readonly string[]) => {
		if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
	};
	let lines: Interface | undefined;
	let question = new AbortController();
	let open: Gate | undefined;
	let closed = false;
	const spoken = new Map<string, number>();
	let leave = () => {};
	const left = new Promise<void>((resolve) => {
		leave = resolve;
	});

	const print = (event: RunEvent) => {
		if (options.format === 'json') {
			const line = jsonLine(event);
			return write(line === undefined ? [] : [line]);
		}
		if (event.type === 'progress') {
			const now = performance.now();
			if (now - (spoken.get(event.progress.label) ?? Number.NEGATIVE_INFINITY) < progressPause) return;
			spoken.set(event.progress.label, now);
		}
		write(eventLines(event).map(show));
	};

	const terminal = (): Interface => {
		if (lines) return lines;
		// The terminal's own line editing: Node's would move the cursor, and read aloud or logged that is noise.
		lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
		// Ctrl+D: nobody can answer here any more.
		lines.once('close', () => closed || process.kill(process.pid, 'SIGINT'));
		return lines;
	};

	const answer = async (gate: Gate): Promise<void> => {
		const standing = standingAnswer(gate, options.standing);
		if (standing) {
			const taken = session.answer(gate.id, standing, 'command line');
			if (!taken.taken && open === gate) session.wish('no answer');
			return;
		}
		if (!options.interactive) {
			if (!options.looksOn) session.wish('no answer');
			return;
		}
		for (;;) {
			const taken = session.answer(
				gate.id,
				await askOnLine(gate, terminal(), question.signal, show),
				'terminal',
			);
			if (taken.taken) return;
			process.stderr.write(`${show(taken.reason)}\n`);
		}
	};

	const giveWay = () => {
		question.abort();
		question = new AbortController();
	};
	// Not at once: other listeners must see the gate before they see its answer.
	const ask = (gate: Gate) => setImmediate(() => open === gate && answer(gate).catch(() => undefined));

	const take = (event: RunEvent) => {
		if (event.type === 'answer') {
			open = undefined;
			giveWay();
		}
		if (event.type === 'gate') open = event.gate;
	};
	const unsubscribe = session.subscribe((event) => {
		print(event);
		take(event);
		if (event.type === 'gate') ask(event.gate);
	});
	for (const event of [...session.past(), ...session.recent()]) {
		print(event);
		take(event);
	}
	if (open) ask(open);

	return {
		async askToLeave() {
			giveWay();
			const word = await terminal()
				.question('l to leave it running, s to stop at the next safe point, Enter to stay: ')
				.catch(() => 'l');
			switch (word.trim()) {
				case 'l':
					leave();
					return 'leave';
				case 's':
					session.wish('stop');
					return 'stop';
				default:
					if (open) ask(open);
					return 'stay';
			}
		},
		left,
		close() {
			closed = true;
			unsubscribe();
			question.abort();
			lines?.close();
		},
	};
}
