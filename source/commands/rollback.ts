// Touches the world: looks at the stack before the screen opens.
import { defaultEngine } from '../docker/engine.ts';
import { rollbackRun } from '../run/rollback-run.ts';
import { identify } from '../survey/identify.ts';
import type { CommandLine } from './arguments.ts';
import { showRun } from './show-run.ts';

/** `lockkeeper rollback`. @returns the exit code @throws OperatorError for bad input */
export async function rollback(line: CommandLine): Promise<number> {
	const stack = await identify(line.stack, defaultEngine);
	return showRun(line, true, (run) =>
		rollbackRun({ run, identify: async () => stack, practice: false, point: line.to, undo: line.undo }),
	);
}
