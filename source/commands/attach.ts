// Touches the world: opens a run that is going on.
import { resolve } from 'node:path';
import { OperatorError } from '../host/errors.ts';
import { whoIsHere } from '../host/who.ts';
import { connectToRun } from '../run/control/connect-to-run.ts';
import type { CommandLine } from './arguments.ts';
import { showRemoteRun, standingAnswers } from './show-run.ts';

/** `lockkeeper attach`. @returns the exit code @throws OperatorError when there is no run to open */
export async function attach(line: CommandLine): Promise<number> {
	const stack = resolve(line.stack);
	const exit = await showRunning(line, stack);
	if (exit !== undefined) return exit;
	throw new OperatorError(`No run is going on in ${stack}.`, {
		exit: 3,
		advice: ['Nothing was changed.', 'To begin one: lockkeeper'],
	});
}

/** Shows the run that is going on. @returns the exit code; undefined when there is none */
export async function showRunning(line: CommandLine, stack: string): Promise<number | undefined> {
	const run = await connectToRun(stack, whoIsHere());
	return run && showRemoteRun(line, stack, run, { standing: standingAnswers(line, false), looksOn: true });
}
