// Touches the world: the terminal, which is never given more than it can show in a moment.
import { allowance, answered, expired, firstPace, sent, type Turn, waitFor, windowOf } from './pace.ts';
import { readWrite } from './read-write.ts';
import { rowChange } from './row-change.ts';
import { aged, inOrder, newRow, type RowAge } from './row-order.ts';

export type PacedOutput = {
	/** For Ink, in place of the terminal's own. */
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	/** Draws nothing more until `goOn`; resolves once the terminal has answered all it was asked, or after a second. */
	readonly settle: () => Promise<void>;
	readonly goOn: () => void;
};

/** Device status report: every terminal since the VT100 answers that it is well. */
const question = '\x1b[5n';
const answer = '\x1b[0n';
const clear = '\x1b[2J';
const begin = '\x1b[?2026h';
const end = '\x1b[?2026l';
/** Milliseconds after a key in which whatever is drawn may be its effect. */
const afterKey = 100;

/**
 * Keeps what the terminal shows beside what it is to show, and writes the difference row by row: no more than is on its
 * way in a moment, and never a frame that a newer one has replaced. A slow line so shows fewer frames, not late ones.
 *
 * @param now milliseconds, for tests
 */
export function paceOutput(
	stdin: NodeJS.ReadStream,
	stdout: NodeJS.WriteStream,
	now = () => performance.now(),
): PacedOutput {
	/** Rows on the screen; undefined while nothing tells what is there. */
	let shown: string[] | undefined;
	let wanted: readonly string[] | undefined;
	let ages: readonly RowAge[] = [];
	let drawnFor = '';
	let madeFor = '';
	let strange: number | undefined;
	let pieces = 0;
	let pace = firstPace;
	let asks = false;
	let first = true;
	let firstBytes = 0;
	let key = Number.NEGATIVE_INFINITY;
	let held = false;
	let timer: NodeJS.Timeout | undefined;
	let planned = false;
	let settled: (() => void) | undefined;

	const turn = (): Turn => ({
		now: now(),
		urgent: now() - key < afterKey,
		cells: (stdout.columns || 80) * (stdout.rows || 24),
		asks,
	});
	const plan = () => {
		if (planned) return;
		planned = true;
		// What is written in one go, as a line of the console and the frame below it, is one piece.
		queueMicrotask(() => {
			planned = false;
			draw();
		});
	};
	const later = (milliseconds: number) => {
		clearTimeout(timer);
		timer = setTimeout(draw, milliseconds);
	};
	const draw = () => {
		clearTimeout(timer);
		timer = undefined;
		if (wanted === undefined || held) return;
		if (madeFor !== sizeOf(stdout)) {
			// After a resize Ink draws anew in a moment, unless nothing changes by it.
			strange ??= now();
			if (now() - strange < 100) return later(100);
			madeFor = sizeOf(stdout);
		}
		strange = undefined;
		if (drawnFor !== madeFor) shown = undefined;
		drawnFor = madeFor;
		const columns = stdout.columns || 80;
		const height = stdout.rows || 24;
		const target = wanted;
		const rows = Array.from({ length: height }, (_, row) => row).filter(
			(row) => shown?.[row] !== (target[row] ?? ''),
		);
		if (rows.length === 0) return;
		const here = turn();
		pace = expired(pace, here.now);
		const room = first ? Number.POSITIVE_INFINITY : allowance(pace, here);
		if (room === 0) return later(waitFor(pace, here));
		write(rows, target, columns, room, here);
	};
	const write = (
		rows: readonly number[],
		target: readonly string[],
		columns: number,
		room: number,
		here: Turn,
	) => {
		const before = shown ?? Array.from({ length: stdout.rows || 24 }, () => '');
		const changes = inOrder(rows, ages).map(
			(row) => [row, rowChange(before[row] ?? '', target[row] ?? '', row, columns)] as const,
		);
		const total = changes.reduce((sum, [, change]) => sum + Buffer.byteLength(change), 0);
		// A frame is not torn where it can go whole once what is on its way has come.
		if (total > room && total <= windowOf(pace)) return later(waitFor(pace, here));
		const done: number[] = [];
		let text = shown ? '' : clear;
		shown = before;
		for (const [row, change] of changes) {
			if (done.length > 0 && Buffer.byteLength(text + change) > room) break;
			text += change;
			shown[row] = target[row] ?? '';
			done.push(row);
		}
		pieces += 1;
		ages = ages.map((age, row) => (done.includes(row) ? { ...age, written: pieces } : age));
		const whole = done.length === rows.length;
		const piece = whole && rows.length > 1 && room > 4096 ? begin + text + end : text;
		const asked = asks && pace.answers !== false;
		stdout.write(asked ? piece + question : piece);
		const bytes = Buffer.byteLength(piece);
		pace = sent(pace, here, bytes, asked);
		if (first && !asked) firstBytes = bytes;
		first = false;
		if (!whole) later(waitFor(pace, here));
	};
	const gone = () => {
		shown = undefined;
		wanted = undefined;
	};
	const take = (chunk: string | Uint8Array): boolean => {
		const read = readWrite(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
		if (read.kind === 'frame') {
			ages = aged(
				Array.from({ length: Math.max(ages.length, read.rows.length) }, (_, row) => ages[row] ?? newRow),
				wanted ?? [],
				read.rows,
			);
			wanted = read.rows;
			madeFor = sizeOf(stdout);
			plan();
			return true;
		}
		if (read.kind === 'gone') gone();
		return read.kind === 'nothing' || read.text === '' || stdout.write(read.text);
	};
	const noticeRaw = (raw: boolean) => {
		asks = raw;
		if (!raw) {
			pace = { ...pace, flights: [] };
			// Ink stops listening, and Node would still take what is typed next from whoever has the terminal then.
			setImmediate(() => {
				if (!asks) stdin.pause();
			});
			return;
		}
		// The first screen is on its way already: its answer tells how fast the line is.
		stdout.write(question);
		pace = sent(pace, turn(), firstBytes, true);
		firstBytes = 0;
	};
	let tail = '';
	/** What was typed: an answer right behind an Escape would make another key of it. */
	const notice = (chunk: string): string => {
		const text = tail + chunk;
		const answers = text.split(answer).length - 1;
		const typed = chunk.replaceAll(answer, '');
		if (typed !== '') key = now();
		tail = answer.slice(0, longestStart(text));
		for (let count = 0; count < answers; count += 1) pace = answered(pace, now());
		if (answers === 0) return typed;
		if (pace.flights.length === 0 && pace.quickest === undefined && asks) {
			// Alone on its way it tells how far the terminal is.
			stdout.write(question);
			pace = sent(pace, turn(), 0, true);
		}
		if (pace.flights.length === 0) settled?.();
		draw();
		return typed;
	};

	return {
		stdin: standIn(stdin, {
			read: (...words: [number?]) => {
				const chunk = stdin.read(...words);
				return chunk === null ? null : notice(String(chunk));
			},
			setRawMode: (raw: boolean) => {
				stdin.setRawMode(raw);
				noticeRaw(raw);
				return stdin;
			},
		}),
		stdout: standIn(stdout, {
			write: (chunk: string | Uint8Array, ...rest: unknown[]) => {
				const taken = take(chunk);
				const done = rest.find((word) => typeof word === 'function');
				if (done) stdout.write('', done as () => void);
				return taken;
			},
		}),
		settle() {
			held = true;
			if (pace.flights.length === 0 || pace.answers === false) return Promise.resolve();
			return new Promise((resolve) => {
				const limit = setTimeout(resolve, 1000);
				settled = () => {
					clearTimeout(limit);
					resolve();
				};
			});
		},
		goOn() {
			held = false;
			settled = undefined;
			draw();
		},
	};
}

const sizeOf = ({ columns, rows }: NodeJS.WriteStream) => `${columns}×${rows}`;

/** The terminal's own streams, written to as it comes. */
export function unpaced(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream): PacedOutput {
	return { stdin, stdout, settle: () => Promise.resolve(), goOn: () => {} };
}

/** How much of an answer's beginning a text ends with. */
function longestStart(text: string): number {
	for (let length = answer.length - 1; length > 0; length -= 1)
		if (text.endsWith(answer.slice(0, length))) return length;
	return 0;
}

/** The stream with some of its methods replaced; everything else is its own. */
function standIn<Stream extends object>(stream: Stream, own: Readonly<Record<string, unknown>>): Stream {
	return new Proxy(stream, {
		get(target, name) {
			if (typeof name === 'string' && name in own) return own[name];
			const value = Reflect.get(target, name, target);
			return typeof value === 'function' ? value.bind(target) : value;
		},
		set: (target, name, value) => Reflect.set(target, name, value, target),
	});
}
