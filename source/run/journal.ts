// Touches the world: appends to the journal's file and reads it.
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JournalEvent, Stamped } from './events.ts';

const checksum = (json: string) => createHash('sha256').update(json).digest('hex').slice(0, 16);

/** One line of the journal: the event as JSON, its checksum as the first key. */
export function journalLine(event: Stamped<JournalEvent>): string {
	const json = JSON.stringify(event);
	return `{"checksum":"${checksum(json)}",${json.slice(1)}\n`;
}

const linePattern = /^\{"checksum":"([0-9a-f]{16})",(.*\})$/;

/** What a journal's text holds. */
export type JournalContent = {
	readonly events: readonly Stamped<JournalEvent>[];
	/** The last line was torn by a kill or a full disk, and is dropped. */
	readonly torn: boolean;
	/** Numbers of damaged lines before the last, from 1; what they said is not guessed. */
	readonly damaged: readonly number[];
};

/** Reads a journal's text: a torn last line is dropped, a damaged one before it is named. */
export function parseJournal(text: string): JournalContent {
	const lines = text.split('\n');
	const last = lines.pop() ?? '';
	const events: Stamped<JournalEvent>[] = [];
	const damaged: number[] = [];
	for (const [index, line] of lines.entries()) {
		const event = readLine(line);
		if (event && event.sequence === events.length + damaged.length + 1) events.push(event);
		else damaged.push(index + 1);
	}
	return { events, torn: last !== '', damaged };
}

function readLine(line: string): Stamped<JournalEvent> | undefined {
	const match = linePattern.exec(line);
	const json = `{${match?.[2] ?? ''}`;
	return match && checksum(json) === match[1] ? (JSON.parse(json) as Stamped<JournalEvent>) : undefined;
}

/** @throws Error when the file cannot be read */
export const readJournal = (file: string): JournalContent => parseJournal(readFileSync(file, 'utf8'));

/** An open journal. */
export type Journal = {
	/** Returns when the line is on the disk. */
	readonly append: (event: Stamped<JournalEvent>) => void;
	readonly close: () => void;
};

/** Makes a new journal, mode 0600. @throws Error with code EEXIST when the file is there */
export function createJournal(file: string): Journal {
	const descriptor = openSync(file, 'ax', 0o600);
	// The file's name must survive a power cut as well.
	const folder = openSync(dirname(file), 'r');
	fsyncSync(folder);
	closeSync(folder);
	return {
		append(event) {
			writeSync(descriptor, journalLine(event));
			fsyncSync(descriptor);
		},
		close: () => closeSync(descriptor),
	};
}
