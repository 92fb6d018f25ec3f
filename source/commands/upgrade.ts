// Touches the world: looks at the stack before the screen opens, so that bad input leaves no trace.
import { defaultEngine } from '../docker/engine.ts';
import { upgradeRun } from '../run/upgrade-run.ts';
import { identify } from '../survey/identify.ts';
import type { CommandLine } from './arguments.ts';
import { showRun } from './show-run.ts';

/** `lockkeeper` and `lockkeeper upgrade`. @returns the exit code @throws OperatorError for bad input */
export async function upgrade(line: CommandLine): Promise<number> {
	const stack = await identify(line.stack, defaultEngine);
	return showRun(line, false, (run) =>
		upgradeRun({ run, identify: async () => stack, practice: false, target: line.to }),
	);
}
