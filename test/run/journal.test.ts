import { execFileSync } from 'node:child_process';
import {
	closeSync,
	mkdtempSync,
	openSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JournalEvent, Stamped } from '../../source/run/events.ts';
import {
	createJournal,
	JournalFailed,
	journalLine,
	parseJournal,
	readJournal,
	reopenJournal,
} from '../../source/run/journal.ts';

const event = (sequence: number, text = 'nothing — Größe: 1 “KiB”'): Stamped<JournalEvent> => ({
	sequence,
	at: '2026-06-15T02:10:00.000Z',
	type: 'leaving',
	cost: { text, milliseconds: 0 },
});
const events = [event(1), event(2, 'a line\nbreak and a "quote"'), event(3, '')];
const whole = events.map(journalLine).join('');

test('what was written is read back', () => {
	expect(parseJournal(whole)).toEqual({ events, torn: false, damaged: [] });
});

test('an empty journal holds nothing', () => {
	expect(parseJournal('')).toEqual({ events: [], torn: false, damaged: [] });
});

test('a line is one line of JSON, its checksum first', () => {
	const line = journalLine(event(1, 'a\nb'));
	expect(line.indexOf('\n')).toBe(line.length - 1);
	expect(Object.keys(JSON.parse(line))).toEqual(['checksum', 'sequence', 'at', 'type', 'cost']);
	expect(JSON.parse(line).checksum).toMatch(/^[0-9a-f]{16}$/);
});

test('torn within the last line, at every byte: that line is dropped and nothing else', () => {
	const bytes = Buffer.from(whole);
	const before = Buffer.from(events.slice(0, 2).map(journalLine).join('')).length;
	for (let length = before + 1; length < bytes.length; length++) {
		const content = parseJournal(bytes.subarray(0, length).toString('utf8'));
		expect(content, `${length} bytes`).toEqual({ events: events.slice(0, 2), torn: true, damaged: [] });
	}
	expect(parseJournal(bytes.subarray(0, before).toString('utf8')).torn).toBe(false);
});

test('a flipped bit in the middle line, at every byte: that line is named, the others are read', () => {
	const [first = '', middle = '', last = ''] = events.map(journalLine);
	const bytes = Buffer.from(middle);
	for (let index = 0; index < bytes.length - 1; index++) {
		const flipped = Buffer.from(bytes);
		flipped[index] = (flipped[index] ?? 0) ^ 1;
		// A flip may also make a line end: then two lines are damaged.
		const content = parseJournal(first + flipped.toString('utf8') + last);
		expect(content.events[0], `byte ${index}`).toEqual(events[0]);
		expect(content.damaged, `byte ${index}`).toContain(2);
		expect(content.events, `byte ${index}`).not.toContainEqual(expect.objectContaining({ sequence: 2 }));
	}
	expect(parseJournal(first + middle.replace('quote', 'Quote') + last)).toEqual({
		events: [events[0], events[2]],
		torn: false,
		damaged: [2],
	});
});

test.each([
	['a line was taken out', [1, 3, 4], [1], [2, 3]],
	['a line stands twice', [1, 1, 2], [1], [2, 3]],
	['two lines changed places', [2, 1, 3], [3], [1, 2]],
	['the beginning is missing', [2, 3], [], [1, 2]],
])('%s: what comes after the gap is not trusted', (_condition, sequence, read, damaged) => {
	const content = parseJournal(sequence.map((number) => journalLine(event(number))).join(''));
	expect(content.events.map((each) => each.sequence)).toEqual(read);
	expect(content.damaged).toEqual(damaged);
});

test('a line with a forged checksum is damaged', () => {
	const forged = journalLine(event(1)).replace(/"checksum":"[0-9a-f]{4}/, '"checksum":"0000');
	expect(parseJournal(forged).damaged).toEqual([1]);
});

describe('on the disk', () => {
	let directory: string;
	beforeEach(() => {
		directory = mkdtempSync(join(tmpdir(), 'lockkeeper-journal-'));
	});
	afterEach(() => rmSync(directory, { recursive: true, force: true }));

	test('each line is there when append returns, in a file of mode 0600', () => {
		const file = join(directory, 'journal.jsonl');
		const before = process.umask(0);
		try {
			const journal = createJournal(file);
			for (const [index, each] of events.entries()) {
				journal.append(each);
				expect(readJournal(file)).toEqual({ events: events.slice(0, index + 1), torn: false, damaged: [] });
			}
			journal.close();
		} finally {
			process.umask(before);
		}
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(readFileSync(file, 'utf8')).toBe(whole);
	});

	test('an old journal is never written over', () => {
		const file = join(directory, 'journal.jsonl');
		createJournal(file).close();
		expect(() => createJournal(file)).toThrow(expect.objectContaining({ code: 'EEXIST' }));
	});
});

describe('a journal that is gone on with', () => {
	let directory: string;
	let file: string;
	beforeEach(() => {
		directory = mkdtempSync(join(tmpdir(), 'lockkeeper-journal-'));
		file = join(directory, 'journal.jsonl');
	});
	afterEach(() => rmSync(directory, { recursive: true, force: true }));

	test('cut at every byte of its last line: the rest of it goes, and the next line makes it whole', () => {
		const bytes = Buffer.from(whole);
		const before = Buffer.from(events.slice(0, 2).map(journalLine).join('')).length;
		for (let length = before; length < bytes.length; length++) {
			writeFileSync(file, bytes.subarray(0, length));
			const journal = reopenJournal(file);
			journal.append(event(3));
			journal.close();
			expect(readJournal(file), `${length} bytes`).toEqual({
				...{ events: [...events.slice(0, 2), event(3)], torn: false, damaged: [] },
			});
		}
	});

	test('a torn line that is longer than the next one leaves nothing of itself', () => {
		writeFileSync(file, `${journalLine(event(1))}${journalLine(event(2, 'x'.repeat(5000))).slice(0, -1)}`);
		const journal = reopenJournal(file);
		journal.append(event(2));
		journal.close();
		expect(readJournal(file)).toEqual({ events: [event(1), event(2)], torn: false, damaged: [] });
	});

	test('keeps room for its last words while it is open, and no longer', () => {
		const journal = createJournal(file);
		const reserve = statSync(join(directory, 'reserve'));
		expect([reserve.size, reserve.blocks * 512 >= 256 * 1024, reserve.mode & 0o777]).toEqual([
			...[256 * 1024, true, 0o600],
		]);
		journal.close();
		expect(() => statSync(join(directory, 'reserve'))).toThrow('ENOENT');
	});
});

describe('on a full disk', () => {
	let directory: string;
	beforeEach((context) => {
		directory = mkdtempSync(join(tmpdir(), 'lockkeeper-journal-'));
		try {
			execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory], { stdio: 'ignore' });
		} catch {
			rmSync(directory, { recursive: true });
			context.skip('needs the right to mount a tmpfs');
		}
	});
	afterEach(() => {
		execFileSync('umount', [directory]);
		rmSync(directory, { recursive: true, force: true });
	});

	const fill = (name = 'others') => {
		const descriptor = openSync(join(directory, name), 'w');
		try {
			for (;;) writeSync(descriptor, Buffer.alloc(4096));
		} catch {
			closeSync(descriptor);
		}
	};
	/** Lines until the page that the file ends in is full. */
	const long = (sequence: number): Stamped<JournalEvent> => event(sequence, 'x'.repeat(5000));
	const begins = (sequence: number): Stamped<JournalEvent> => ({
		...{ sequence, at: '', type: 'step begins', step: 'x'.repeat(5000), commands: [] },
	});

	test('what would be done next is refused, and how it ended is still written', () => {
		const file = join(directory, 'journal.jsonl');
		const journal = createJournal(file);
		journal.append(event(1));
		fill();
		expect(() => journal.append(begins(2))).toThrow(JournalFailed);
		expect(() => journal.append(begins(2))).toThrow(/can no longer be written: there is no room left/);
		journal.append(long(2));
		expect(readJournal(file)).toEqual({ events: [event(1), long(2)], torn: false, damaged: [] });
		journal.close();
	});

	test('what was done is written from the reserve, and nothing more is begun', () => {
		const file = join(directory, 'journal.jsonl');
		const journal = createJournal(file);
		fill();
		journal.append(long(1));
		expect(() => journal.append(begins(2))).toThrow(JournalFailed);
		expect(readJournal(file)).toEqual({ events: [long(1)], torn: false, damaged: [] });
		journal.close();
	});

	test('without any room left the journal stays whole as it was', () => {
		const file = join(directory, 'journal.jsonl');
		const journal = createJournal(file);
		journal.append(event(1));
		fill();
		rmSync(join(directory, 'reserve'));
		fill('more');
		journal.append(long(2));
		journal.append(event(3));
		expect(() => journal.append(begins(4))).toThrow(JournalFailed);
		expect(readJournal(file)).toEqual({ events: [event(1)], torn: false, damaged: [] });
		journal.close();
	});

	test('no run begins where there is no room for its last words', () => {
		fill();
		const file = join(directory, 'journal.jsonl');
		expect(() => createJournal(file)).toThrow(/no room left/);
		expect(() => statSync(join(directory, 'reserve'))).toThrow('ENOENT');
	});
});
