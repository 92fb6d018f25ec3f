import { type Command, toShell } from './command.ts';

/** What is known of a call that did not succeed. */
type Ending = {
	readonly exitCode?: number | undefined;
	readonly stderr: string;
	readonly timedOut: boolean;
	readonly isCanceled: boolean;
	readonly signal?: string | undefined;
	readonly code?: string | undefined;
	readonly shortMessage?: string;
	/** True when it ended well, and what it started did not end. */
	readonly goesOn?: boolean;
};

/** A docker call that did not succeed, with what it said. */
export class CommandError extends Error {
	override name = 'CommandError';
	/** As pasted into a shell. */
	readonly command: string;
	/** Undefined when it never started or was ended by a signal. */
	readonly exitCode: number | undefined;
	readonly stderr: string;
	/** True when the deadline ended it. */
	readonly timedOut: boolean;
	/** Node's code when the program could not be started, e.g. `ENOENT`. */
	readonly startProblem: string | undefined;

	constructor(command: Command, ending: Ending) {
		const stderr = ending.stderr.trim();
		super(`${toShell(command)} ${how(ending)}${stderr ? `: ${lastLines(stderr)}` : ''}`);
		this.command = toShell(command);
		this.exitCode = ending.exitCode;
		this.stderr = stderr;
		this.timedOut = ending.timedOut;
		this.startProblem = ending.code;
	}
}

function how(ending: Ending): string {
	if (ending.timedOut) return 'did not end before its deadline';
	if (ending.isCanceled) return 'was stopped';
	if (ending.signal) return `was ended by ${ending.signal}`;
	if (ending.goesOn) return 'ended, and processes that it started went on';
	if (ending.exitCode !== undefined) return `ended with exit code ${ending.exitCode}`;
	return `could not be started (${ending.code ?? ending.shortMessage ?? 'unknown'})`;
}

const lastLines = (text: string) => text.split('\n').slice(-3).join(' ').trim();
