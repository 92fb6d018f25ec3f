// Touches the world: starts a run, or opens the one that is going on.
import { resolve } from 'node:path';
import type { CommandLine } from './arguments.ts';
import { showRunning } from './attach.ts';
import { runApart } from './run-apart.ts';
import { hasTerminal } from './show-run.ts';

/**
 * `lockkeeper` and `lockkeeper upgrade`. Somebody who just says `lockkeeper` on a terminal is shown the run that is going
 * on; a script, or one who names a target, wanted another one and is told that the stack is taken.
 * @returns the exit code @throws OperatorError for bad input
 */
export async function upgrade(line: CommandLine): Promise<number> {
	const looks = hasTerminal() && !line.json && !line.yes && line.to === undefined;
	const shown = looks ? await showRunning(line, resolve(line.stack)) : undefined;
	return shown ?? runApart(line, 'upgrade');
}
