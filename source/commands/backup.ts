// Touches the world: looks at the stack before the screen opens, so that bad input leaves no trace.
import { defaultEngine } from '../docker/engine.ts';
import { levelOf } from '../restore-points/proof-levels.ts';
import { backupRun } from '../run/backup-run.ts';
import { identify } from '../survey/identify.ts';
import type { CommandLine } from './arguments.ts';
import { showRun } from './show-run.ts';

/** `lockkeeper backup`. @returns the exit code @throws OperatorError for bad input */
export async function backup(line: CommandLine): Promise<number> {
	const stack = await identify(line.stack, defaultEngine);
	return showRun(line, (run) =>
		backupRun({
			run,
			identify: async () => stack,
			practice: false,
			level: levelOf(line.level ?? 'data'),
		}),
	);
}
