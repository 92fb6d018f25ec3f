// Touches the world: surveys the stack; writes nothing.
import { defaultEngine } from '../docker/engine.ts';
import { checkRun } from '../run/check-run.ts';
import { identify } from '../survey/identify.ts';
import type { CommandLine } from './arguments.ts';
import { showRun } from './show-run.ts';

/** `lockkeeper check`: as lines, also on a terminal. @returns the exit code @throws OperatorError for bad input */
export async function check(line: CommandLine): Promise<number> {
	const stack = await identify(line.stack, defaultEngine);
	return showRun({ ...line, plain: true }, (run) =>
		checkRun({ run, identify: async () => stack, practice: false, target: line.to }),
	);
}
