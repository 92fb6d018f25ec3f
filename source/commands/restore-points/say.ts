// Touches the world: prints what a command came to.
import process from 'node:process';
import { printable } from '../../text/printable.ts';
import type { CommandLine } from '../arguments.ts';

/** Exit code and sentences. */
export type Outcome = {
	readonly exit: 0 | 3 | 5 | 130;
	readonly text: readonly string[];
	/** What a script gets besides. */
	readonly facts?: Readonly<Record<string, unknown>>;
};

/** Prints lines, harmless for the terminal whatever names they carry. */
export const sayLines = (lines: readonly string[]): void => {
	if (lines.length > 0) process.stdout.write(`${lines.map(printable).join('\n')}\n`);
};

/** Prints how it ended; with `--json` as the last line that every command has. @returns the exit code */
export function sayOutcome({ json }: Pick<CommandLine, 'json'>, outcome: Outcome): number {
	const { exit, text, facts } = outcome;
	if (json)
		process.stdout.write(`${JSON.stringify({ type: 'result', exit, state: 'unknown', text, ...facts })}\n`);
	else sayLines(text);
	return exit;
}
