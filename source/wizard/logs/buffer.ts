// Touches the world: one timer that tells the panes about new lines.
import { cleanLogLine } from '../log-line.ts';
import { isAtLeast, type LogLevel, levelOf } from './level.ts';
import { sameButTime } from './times.ts';

/** A line as it came. Lines that differ in their time alone, and follow each other, are one entry. */
export type LogEntry = {
	/** The newest of them. */
	readonly raw: string;
	/** How many there were. */
	readonly count: number;
	/** Which line of the service's that is; the first ever is 1. */
	readonly line: number;
};

/** Entries of one service by position, 0 for the oldest that is kept: all, or those of a level. */
export type LogView = {
	readonly size: number;
	readonly at: (position: number) => LogEntry;
	/** The entry's number, which stays while older ones give way. */
	readonly numberAt: (position: number) => number;
	/** Position of that entry, or of the first kept after it. */
	readonly positionOf: (number: number) => number;
	/** Numbers of the entries whose clean text fits. */
	readonly find: (fits: (text: string) => boolean) => readonly number[];
};

export type LogBuffer = {
	readonly append: (service: string, lines: readonly string[]) => void;
	/**
	 * @param least only what gives itself this level or a worse one; a line without a level belongs to the one before it
	 */
	readonly view: (service: string, least?: LogLevel) => LogView;
	readonly subscribe: (listener: () => void) => () => void;
	/** Grows with each flush that brought lines for the service. */
	readonly version: (service: string) => number;
	readonly close: () => void;
};

type Entry = { raw: string; count: number; line: number };
type Selection = { upTo: number; numbers: number[]; taken: boolean };
type Ring = {
	entries: Entry[];
	/** Entries ever, kept or not. */
	total: number;
	lines: number;
	version: number;
	changed: boolean;
	selections: Map<LogLevel, Selection>;
};

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
		const ring = { entries: [], total: 0, lines: 0, version: 0, changed: false, selections: new Map() };
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
				const raw = line.length > longest ? line.slice(-longest) : line;
				const before = ring.total > 0 ? ring.entries[(ring.total - 1) % capacity] : undefined;
				ring.lines += 1;
				if (before && repeats(before.raw, raw)) {
					before.raw = raw;
					before.count += 1;
					before.line = ring.lines;
					continue;
				}
				// An entry that gives way is used again: a million new ones a second would fill the memory.
				const entry = ring.entries[ring.total % capacity];
				if (entry) {
					entry.raw = raw;
					entry.count = 1;
					entry.line = ring.lines;
				} else ring.entries.push({ raw, count: 1, line: ring.lines });
				ring.total += 1;
			}
			ring.changed = true;
			timer ??= setTimeout(flush, flushEvery);
		},
		view(service, least) {
			const ring = ringOf(service);
			const oldest = Math.max(0, ring.total - capacity);
			const entry = (number: number) => ring.entries[number % capacity] ?? nothing;
			return least === undefined
				? viewOf(ring.total - oldest, (position) => oldest + position, entry)
				: selectionView(select(ring, oldest, least, entry), entry);
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
const nothing: LogEntry = { raw: '', count: 1, line: 0 };

const repeats = (before: string, line: string): boolean => sameButTime(before, line) && line.trim() !== '';

const selectionView = (numbers: readonly number[], entry: (number: number) => LogEntry): LogView =>
	viewOf(numbers.length, (position) => numbers[position] ?? 0, entry);

function viewOf(
	size: number,
	numberAt: (position: number) => number,
	entry: (number: number) => LogEntry,
): LogView {
	return {
		size,
		numberAt,
		at: (position) => entry(numberAt(position)),
		positionOf(number) {
			let [from, to] = [0, size];
			while (from < to) {
				const middle = (from + to) >> 1;
				if (numberAt(middle) < number) from = middle + 1;
				else to = middle;
			}
			return from;
		},
		find(fits) {
			const found: number[] = [];
			for (let position = 0; position < size; position += 1) {
				const number = numberAt(position);
				if (fits(cleanLogLine(entry(number).raw))) found.push(number);
			}
			return found;
		},
	};
}

/** Numbers of the kept entries of a level; only what came since the last look is judged. */
function select(
	ring: Ring,
	oldest: number,
	least: LogLevel,
	entry: (number: number) => LogEntry,
): readonly number[] {
	const selection = ring.selections.get(least) ?? { upTo: 0, numbers: [], taken: false };
	ring.selections.set(least, selection);
	for (let number = Math.max(oldest, selection.upTo); number < ring.total; number += 1) {
		const level = levelOf(cleanLogLine(entry(number).raw));
		if (level !== undefined) selection.taken = isAtLeast(level, least);
		if (selection.taken) selection.numbers.push(number);
	}
	selection.upTo = ring.total;
	if ((selection.numbers[0] ?? oldest) < oldest)
		selection.numbers = selection.numbers.filter((number) => number >= oldest);
	return selection.numbers;
}
