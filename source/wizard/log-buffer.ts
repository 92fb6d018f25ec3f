// Touches the world: one timer that tells the panes about new lines.
import { cleanLogLine } from './log-line.ts';

/** The rows of one pane. */
export type LogWindow = {
	readonly rows: readonly string[];
	/** Number of the first row shown; the first line ever is 0. */
	readonly first: number;
	/** Lines seen so far, kept or not. */
	readonly total: number;
};

export type LogBuffer = {
	readonly append: (service: string, lines: readonly string[]) => void;
	/** Rows from line `top`, or the newest ones when `top` is undefined. Only these are cleaned. */
	readonly window: (service: string, top: number | undefined, height: number) => LogWindow;
	readonly total: (service: string) => number;
	/** Numbers of the kept lines that hold the text, in any case. */
	readonly find: (service: string, text: string) => readonly number[];
	readonly subscribe: (listener: () => void) => () => void;
	/** Grows with each flush that brought lines for the service. */
	readonly version: (service: string) => number;
	readonly close: () => void;
};

type Ring = { lines: string[]; total: number; version: number; changed: boolean };

/**
 * Keeps the newest lines of each service outside React and calls back at most once per `flushEvery` milliseconds.
 * Lines are kept as they came: cleaning a line that nobody sees would cost more than keeping it.
 */
export function createLogBuffer({ capacity = 10_000, flushEvery = 33 } = {}): LogBuffer {
	const rings = new Map<string, Ring>();
	const listeners = new Set<() => void>();
	let timer: NodeJS.Timeout | undefined;

	const ringOf = (service: string): Ring => {
		const known = rings.get(service);
		if (known) return known;
		const ring = { lines: [], total: 0, version: 0, changed: false };
		rings.set(service, ring);
		return ring;
	};
	const flush = () => {
		timer = undefined;
		for (const ring of rings.values()) {
			if (!ring.changed) continue;
			ring.changed = false;
			ring.version += 1;
		}
		for (const listener of listeners) listener();
	};

	return {
		append(service, lines) {
			if (lines.length === 0) return;
			const ring = ringOf(service);
			for (const line of lines) {
				ring.lines[ring.total % capacity] = line.length > longest ? line.slice(-longest) : line;
				ring.total += 1;
			}
			ring.changed = true;
			timer ??= setTimeout(flush, flushEvery);
		},
		window(service, top, height) {
			const { lines, total } = ringOf(service);
			const oldest = Math.max(0, total - capacity);
			const newestTop = Math.max(oldest, total - height);
			const first = Math.min(Math.max(oldest, top ?? newestTop), newestTop);
			const rows: string[] = [];
			for (let number = first; number < Math.min(total, first + height); number += 1) {
				rows.push(cleanLogLine(lines[number % capacity] ?? ''));
			}
			return { rows, first, total };
		},
		total: (service) => ringOf(service).total,
		find(service, text) {
			const { lines, total } = ringOf(service);
			const wanted = text.toLowerCase();
			const found: number[] = [];
			for (let number = Math.max(0, total - capacity); number < total; number += 1) {
				if (
					cleanLogLine(lines[number % capacity] ?? '')
						.toLowerCase()
						.includes(wanted)
				)
					found.push(number);
			}
			return found;
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		version: (service) => ringOf(service).version,
		close() {
			clearTimeout(timer);
			listeners.clear();
		},
	};
}

/** Characters kept of one line: a screen shows a few hundred, the file has it whole. */
const longest = 4096;
