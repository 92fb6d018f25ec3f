// Opens the wizard on a story in a real terminal, and judges its frame.
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { buildFixture, removeFixture } from './build-fixture.ts';
import type { Chapter } from './story.ts';
import { keys, openTerminal, type Terminal } from './terminal.ts';

/** Builds the story's wizard for the tests of a file, and closes after each one the terminals that it has opened. */
export function useStory() {
	let program = '';
	const opened: Terminal[] = [];
	beforeAll(async () => {
		program = await buildFixture('test/wizard/fixtures/story-wizard.tsx');
	});
	afterAll(() => removeFixture(program));
	afterEach(async () => {
		for (const terminal of opened.splice(0)) await terminal.close();
	});
	const kept = (terminal: Terminal) => {
		opened.push(terminal);
		return terminal;
	};
	return {
		program: () => program,
		/** One that is closed after the test, whatever runs in it. */
		kept,
		open: (
			size: { readonly columns: number; readonly rows: number },
			chapter: Chapter,
			flags: readonly string[] = [],
			env: Readonly<Record<string, string>> = {},
		) => kept(openStory(program, size.columns, size.rows, chapter, flags, env)),
	};
}

/** The wizard at a chapter; `program` is the built `fixtures/story-wizard.tsx`. */
export function openStory(
	program: string,
	columns: number,
	rows: number,
	chapter: Chapter,
	flags: readonly string[] = [],
	env: Readonly<Record<string, string>> = {},
): Terminal {
	return openTerminal({
		columns,
		rows,
		program: process.execPath,
		args: [program, chapter, ...flags],
		env: { ...process.env, CI: undefined, FORCE_COLOR: undefined, NO_COLOR: undefined, ...env },
	});
}

/** What is wrong with the frame on screen: a torn or missing border, or a missing line. */
function frameProblems(rows: readonly string[], columns: number): readonly string[] {
	const border = (row: string, left: string, right: string, number: number) =>
		left.includes(row.at(0) ?? ' ') && right.includes(row.at(-1) ?? ' ') && columnsOf(row) === columns
			? []
			: [`row ${number}: ${row}`];
	return [
		...border(rows[0] ?? '', '┌', '┐', 0),
		...rows.slice(1, -1).flatMap((row, index) => border(row, '│├', '│┤', index + 1)),
		...border(rows.at(-1) ?? '', '└', '┘', rows.length - 1),
		...(rows.some((row) => row.includes('Leaving now costs: ')) ? [] : ['no line says what leaving costs']),
		...(/\? help|Ctrl\+C leave|Esc end search|Esc stay/.test(rows.at(-2) ?? '') ? [] : ['no key line']),
	];
}
const columnsOf = (row: string) =>
	[...row].reduce((sum, character) => sum + (/\p{Script=Han}/u.test(character) ? 2 : 1), 0);

/** Waits until the frame is whole. */
export async function frameIsWhole(shown: Terminal, columns: number): Promise<void> {
	// A resize is drawn a moment later; a torn frame stays torn.
	let problems: readonly string[] = ['not looked at'];
	for (let tries = 0; tries < 50 && problems.length > 0; tries += 1) {
		problems = frameProblems(shown.rows(), columns);
		if (problems.length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
	}
	expect(problems).toEqual([]);
}

/** What was answered, as the program says when it has ended. */
export const answersOf = (shown: Terminal) =>
	JSON.parse(/answers (\[.*?\]); wishes/s.exec(shown.raw())?.[1] ?? 'null');

/** Leaves by Ctrl+C, twice. @returns the exit code */
export async function leaveAtOnce(shown: Terminal): Promise<number> {
	shown.type(keys.ctrlC);
	await shown.waitFor('The run has not ended');
	shown.type(keys.ctrlC);
	return shown.waitForExit();
}
