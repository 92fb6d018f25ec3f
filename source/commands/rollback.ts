// Touches the world: starts a runner, which looks at the stack before the screen opens.
import type { CommandLine } from './arguments.ts';
import { runApart } from './run-apart.ts';

/** `lockkeeper rollback`. @returns the exit code @throws OperatorError for bad input */
export const rollback = (line: CommandLine): Promise<number> => runApart(line, 'rollback');
