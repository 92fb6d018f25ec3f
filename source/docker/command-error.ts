import { OperatorError } from '../host/errors.ts';
import { type Hung, hungWords } from '../host/watch-call.ts';
import { type Command, toShell } from './command.ts';
import { hungAdvice } from './hung.ts';

/** What is known of a call that did not succeed. */
type Ending = {
	readonly exitCode?: number | undefined;
	readonly stderr: string;
	readonly isCanceled: boolean;
	readonly signal?: string | undefined;
	readonly code?: string | undefined;
	readonly shortMessage?: string;
	readonly hung?: Hung | undefined;
	/** True when it said more than is listened to. */
	readonly isMaxBuffer?: boolean;
	/** True when it ended well, and what it started did not end. */
	readonly goesOn?: boolean;
};

/** A docker call that did not succeed, with what it said. Whoever hears of it can do something: it is no fault of ours. */
export class CommandError extends OperatorError {
	override name = 'CommandError';
	/** As pasted into a shell. */
	readonly command: string;
	/** Undefined when it never started or was ended by a signal. */
	readonly exitCode: number | undefined;
	readonly stderr: string;
	/** True when it hung: it was ended at its deadline, or when nothing moved any more. */
	readonly timedOut: boolean;
	/** Node's code when the program could not be started, e.g. `ENOENT`. */
	readonly startProblem: string | undefined;

	constructor(command: Command, ending: Ending) {
		const stderr = ending.stderr.trim();
		super(`${toShell(command)} ${how(ending)}${stderr ? `: ${lastLines(stderr)}` : ''}`, {
			exit: 3,
			advice: ending.hung ? hungAdvice(command) : [],
		});
		this.command = toShell(command);
		this.exitCode = ending.exitCode;
		this.stderr = stderr;
		this.timedOut = ending.hung !== undefined;
		this.startProblem = ending.code;
	}
}

function how(ending: Ending): string {
	if (ending.hung) return hungWords(ending.hung);
	if (ending.isMaxBuffer) return 'said more than is expected of it, and was ended';
	if (ending.isCanceled) return 'was stopped';
	if (ending.signal) return `was ended by ${ending.signal}`;
	if (ending.goesOn) return 'ended, and processes that it started went on';
	if (ending.exitCode !== undefined) return `ended with exit code ${ending.exitCode}`;
	return `could not be started (${ending.code ?? ending.shortMessage ?? 'unknown'})`;
}

const lastLines = (text: string) => text.split('\n').slice(-3).join(' ').trim();
