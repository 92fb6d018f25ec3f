// Touches the world: the practice stack goes up by the wizard that is read aloud and by the line front, each in a terminal.
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JournalEvent } from '../../source/run/events.ts';
import { openTerminal, type Terminal } from '../wizard/terminal.ts';
import { press, walkUntil } from '../wizard/walk.ts';

const deadline = 300_000;
const opened: Terminal[] = [];
let temporary: string;

beforeEach(() => {
	temporary = mkdtempSync(join(tmpdir(), 'fronts-'));
});
afterEach(async () => {
	for (const terminal of opened.splice(0)) await terminal.close();
	rmSync(temporary, { recursive: true, force: true });
});

/** The built program on a practice stack of its own, and its journal, which is read when the stack is gone as well. */
function practise(name: string, words: readonly string[], term?: string) {
	const directory = mkdtempSync(join(temporary, `${name}-`));
	const terminal = openTerminal({
		columns: 120,
		rows: 80,
		program: process.execPath,
		args: ['dist/cli.js', 'practice', '--to', '0.1.10', ...words],
		cwd: join(import.meta.dirname, '../..'),
		env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: undefined, TMPDIR: directory },
		...(term ? { term } : {}),
	});
	opened.push(terminal);
	let file: number | undefined;
	return {
		terminal,
		/** Holds on to the journal, which a run begins after its plan was accepted. */
		keepJournal() {
			const journal = file === undefined ? journalIn(directory) : undefined;
			if (journal) file = openSync(journal, 'r');
		},
		answered(): readonly { readonly gate: string; readonly kind: string; readonly answer: unknown }[] {
			if (file === undefined) throw new Error('no journal was found');
			const events = readFileSync(file, 'utf8')
				.split('\n')
				.filter((line) => line !== '')
				.map((line) => JSON.parse(line) as JournalEvent);
			closeSync(file);
			const kinds = new Map(
				events.flatMap((event) => (event.type === 'gate' ? [[event.gate.id, event.gate.kind]] : [])),
			);
			return events.flatMap((event) =>
				event.type === 'answer'
					? [{ gate: event.gate, kind: kinds.get(event.gate) ?? 'never asked', answer: event.answer }]
					: [],
			);
		},
	};
}

function journalIn(directory: string): string | undefined {
	try {
		const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
		const journal = names.find((name) => name.endsWith('/journal.jsonl'));
		return journal && join(directory, journal);
	} catch {
		// Something was removed while it was listed; it is looked for again.
		return undefined;
	}
}

/** Answers with what each question of the line front names, until the program ends. */
async function answerLines(front: ReturnType<typeof practise>): Promise<number> {
	const { terminal } = front;
	const until = Date.now() + deadline;
	let answeredAt = 0;
	while (terminal.exit() === undefined) {
		if (Date.now() > until) throw new Error(`expected the run to end, got:\n${terminal.raw().slice(-3000)}`);
		front.keepJournal();
		const raw = terminal.raw();
		const word = raw.length > answeredAt ? wordFor(raw) : undefined;
		if (word !== undefined) {
			answeredAt = raw.length;
			terminal.type(`${word}\r`);
		}
		await sleep(30);
	}
	return terminal.waitForExit();
}

function wordFor(raw: string): string | undefined {
	if (raw.endsWith('yes or no: ')) return 'yes';
	if (raw.endsWith('“ok” to acknowledge, anything else to stop: ')) return 'ok';
	if (raw.endsWith('w works, b broken, n not tried: ')) return 'w';
	const typed = /type “([^”]+)” to go on(?:, e to export first)?, or no: $/.exec(raw);
	if (typed) return typed[1];
	if (!/one of [^\n]*, or no: $/.test(raw)) return undefined;
	const question = raw.slice(raw.lastIndexOf(' ? '));
	return /^\S+ {3}(\S+): .*\(recommended\)/m.exec(question)?.[1];
}

test('the wizard that is read aloud and the line front pass the same gates with the same answers', async () => {
	const spoken = practise('spoken', ['--screen-reader']);
	const lines = practise('lines', [], 'dumb');
	const walk = async () => {
		const end = await walkUntil(
			spoken.terminal,
			/practice runs 0\.1\.10, verified[\s\S]*\nNow: The run is done[\s\S]*q close/,
			{ onScreen: () => spoken.keepJournal() },
			deadline,
		);
		expect(end).toContain('Station Report, 8 of 8');
		press(spoken.terminal, 'q');
		return spoken.terminal.waitForExit();
	};
	const exits = await Promise.all([walk(), answerLines(lines)]);
	expect(exits).toEqual([0, 0]);
	expect(spoken.terminal.raw()).not.toMatch(/[─│┌┐└┘├┤┬┴┼✔✖●○▸█░]/);
	// No second screen: what was read stays.
	expect(spoken.terminal.raw()).not.toContain('\x1b[?1049h');

	// A log and nothing else: no escape sequence, no return to the start of a line, a time on each.
	const told = lines.terminal.raw().replaceAll('\r\n', '\n');
	expect(told).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
	for (const line of told.slice(0, told.indexOf('\npractice runs ')).split('\n'))
		expect(line).toMatch(/^\d\d:\d\d:\d\d |: (?:yes|ok|w)$/);

	const answered = spoken.answered();
	expect(answered.map(({ gate }) => gate)).toEqual(expect.arrayContaining(['plan']));
	expect(lines.answered()).toEqual(answered);
}, 400_000);
