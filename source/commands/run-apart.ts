// Touches the world: a run in a process of its own, and the front on it.
import { resolve } from 'node:path';
import type { CommandLine } from './arguments.ts';
import type { RunnerWishes } from './runner-wishes.ts';
import { showRemoteRun, standingAnswers } from './show-run.ts';
import { startRunner } from './start-runner.ts';

/** Starts a run that outlives this process, and shows it. @returns the exit code @throws OperatorError for bad input */
export async function runApart(line: CommandLine, purpose: RunnerWishes['purpose']): Promise<number> {
	const stack = resolve(line.stack);
	const standing = standingAnswers(line, purpose === 'rollback');
	const run = await startRunner({
		purpose,
		stack,
		...(line.to === undefined ? {} : { to: line.to }),
		undo: line.undo,
		standing,
	});
	return showRemoteRun(line, stack, run, { standing });
}
