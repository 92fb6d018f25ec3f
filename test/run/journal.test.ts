import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JournalEvent, Stamped } from '../../source/run/events.ts';
import { createJournal, journalLine, parseJournal, readJournal } from '../../source/run/journal.ts';

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
