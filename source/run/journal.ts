// Touches the world: appends to the journal's file and reads it.
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OperatorError } from '../host/errors.ts';
import { makeReserve, type Reserve } from '../host/reserve.ts';
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

/** The event of one line, without its line end; undefined when it is damaged. */
export function readLine(line: string): Stamped<JournalEvent> | undefined {
	const match = linePattern.exec(line);
	const json = `{${match?.[2] ?? ''}`;
	return match && checksum(json) === match[1] ? (JSON.parse(json) as Stamped<JournalEvent>) : undefined;
}

/** @throws Error when the file cannot be read */
export const readJournal = (file: string): JournalContent => parseJournal(readFileSync(file, 'utf8'));

/** An open journal. */
export type Journal = {
	/**
	 * Returns when the line is on the disk. Once it could not be written, nothing more is announced: what tells how the run
	 * ends is still written if the reserve has room for it, and otherwise let go.
	 * @throws JournalFailed for what announces an act or asks a question
	 */
	readonly append: (event: Stamped<JournalEvent>) => void;
	readonly close: () => void;
};

/** The journal can no longer be written: what it cannot announce must not be done. */
export class JournalFailed extends OperatorError {
	override name = 'JournalFailed';
	constructor(file: string, cause: unknown) {
		const { code, message } = cause as NodeJS.ErrnoException;
		const why = code === 'ENOSPC' || code === 'EDQUOT' ? 'there is no room left' : (code ?? message);
		super(`The journal ${file} can no longer be written: ${why}.`, {
			exit: 3,
			advice: [`Make room on the disk of ${dirname(file)}, or mend it.`],
			cause,
		});
	}
}

/**
 * Makes a new journal, mode 0600. @param writing called before each line is written; may throw as a disk would
 * @throws Error with code EEXIST when the file is there, JournalFailed without room
 */
export function createJournal(file: string, writing = () => {}): Journal {
	const descriptor = openSync(file, 'ax', 0o600);
	try {
		// The file's name must survive a power cut as well.
		const folder = openSync(dirname(file), 'r');
		fsyncSync(folder);
		closeSync(folder);
		return appendTo(file, descriptor, 0, reserveFor(file), writing);
	} catch (error) {
		closeSync(descriptor);
		throw error;
	}
}

/** Goes on with a journal; a torn last line is cut off. @throws Node's own error, JournalFailed without room */
export function reopenJournal(file: string, writing = () => {}): Journal {
	const length = readFileSync(file).lastIndexOf('\n') + 1;
	const descriptor = openSync(file, 'r+');
	try {
		ftruncateSync(descriptor, length);
		fsyncSync(descriptor);
		return appendTo(file, descriptor, length, reserveFor(file), writing);
	} catch (error) {
		closeSync(descriptor);
		throw error;
	}
}

/** Room that is kept free for the journal's last words, bytes. */
const reserveBytes = 256 * 1024;

const reserveName = 'reserve';

/** What a killed run kept free and needs no longer. @param directory of that run */
export const removeReserve = (directory: string): Promise<void> =>
	rm(join(directory, reserveName), { force: true });

function reserveFor(file: string): Reserve {
	try {
		return makeReserve(join(dirname(file), reserveName), reserveBytes);
	} catch (error) {
		throw new JournalFailed(file, error);
	}
}

/** What must stand on the disk before anything is done or asked. */
const announces: ReadonlySet<JournalEvent['type']> = new Set(['step begins', 'step notes', 'gate']);

function appendTo(
	file: string,
	descriptor: number,
	from: number,
	reserve: Reserve,
	writing: () => void,
): Journal {
	let length = from;
	let failed: JournalFailed | undefined;
	let closed = false;
	const write = (line: Buffer) => {
		try {
			writing();
			for (let done = 0; done < line.length; )
				done += writeSync(descriptor, line, done, line.length - done, length + done);
			fsyncSync(descriptor);
			length += line.length;
		} catch (error) {
			// Half a line would make all that follow it unreadable.
			cut();
			throw error;
		}
	};
	const cut = () => {
		try {
			ftruncateSync(descriptor, length);
		} catch {
			closed = true;
		}
	};
	return {
		append(event) {
			const announced = announces.has(event.type);
			if (failed && announced) throw failed;
			if (closed) return;
			const line = Buffer.from(journalLine(event));
			try {
				return write(line);
			} catch (error) {
				failed ??= new JournalFailed(file, error);
			}
			reserve.release();
			if (announced) throw failed;
			try {
				write(line);
			} catch {
				// A line that is missing in the middle would be taken for damage.
				closed = true;
			}
		},
		close() {
			reserve.release();
			closeSync(descriptor);
		},
	};
}
