// Touches the world: reads a journal line by line.
import { openPlainFile } from '../../host/plain-file.ts';
import type { JournalEvent, Stamped } from '../events.ts';
import { readLine } from '../journal.ts';

/** What a line of a journal holds. */
export type JournalLine = {
	/** From 1. */
	readonly number: number;
	readonly text: string;
	/** Undefined when the line is damaged: what it said is not guessed. */
	readonly event: Stamped<JournalEvent> | undefined;
};

/** Bytes of a line from which on it is taken for damage; the longest event, the release notes, has at most a few MiB. */
const longest = 32 * 1024 * 1024;

/**
 * The lines that a journal has when this is called, in order; a torn last one is left out, as the run that writes it may
 * be at it. Never more than one line is held.
 * @throws Error when the file cannot be read
 */
export async function* journalLines(file: string): AsyncGenerator<JournalLine> {
	const handle = await openPlainFile(file);
	let number = 0;
	const lineOf = (bytes: Buffer | undefined): JournalLine => {
		number++;
		const text = bytes?.toString('utf8') ?? '';
		const event = eventIn(text);
		return { number, text, event: event?.sequence === number ? event : undefined };
	};
	try {
		const { size } = await handle.stat();
		if (size === 0) return;
		let parts: Buffer[] = [];
		let length = 0;
		for await (const chunk of handle.createReadStream({ end: size - 1, autoClose: false })) {
			let rest = chunk as Buffer;
			for (let at = rest.indexOf(10); at !== -1; at = rest.indexOf(10)) {
				parts.push(rest.subarray(0, at));
				yield lineOf(length + at > longest ? undefined : Buffer.concat(parts));
				rest = rest.subarray(at + 1);
				parts = [];
				length = 0;
			}
			length += rest.length;
			parts = length > longest ? [] : [...parts, rest];
		}
	} finally {
		await handle.close();
	}
}

function eventIn(text: string): Stamped<JournalEvent> | undefined {
	try {
		return readLine(text);
	} catch {
		return undefined;
	}
}
