// Touches the world: opens a run that is going on, or one that was interrupted.
import { resolve } from 'node:path';
import { whoIsHere } from '../host/who.ts';
import { connectToRun } from '../run/control/connect-to-run.ts';
import type { CommandLine } from './arguments.ts';
import { runApart } from './run-apart.ts';
import { showRemoteRun, standingAnswers } from './show-run.ts';

/** `lockkeeper attach`. @returns the exit code @throws OperatorError when there is no run to open, or for bad input */
export const attach = async (line: CommandLine): Promise<number> =>
	(await showRunning(line, resolve(line.stack))) ?? runApart(line, 'attach');

/** Shows the run that is going on. @returns the exit code; undefined when there is none */
export async function showRunning(line: CommandLine, stack: string): Promise<number | undefined> {
	const run = await connectToRun(stack, whoIsHere());
	return run && showRemoteRun(line, stack, run, { standing: standingAnswers(line, false), looksOn: true });
}
