import type { RestorePointContext } from '../restore-points/context.ts';
import { externalServers } from '../survey/data.ts';
import type { StepContext } from './step.ts';

/** What the restore points' functions need of a step's context. */
export const restorePointContext = ({ stack, run, signal, report }: StepContext): RestorePointContext => ({
	engine: stack.engine,
	project: stack.project,
	run,
	servers: externalServers(stack),
	signal,
	onProgress: report,
});
