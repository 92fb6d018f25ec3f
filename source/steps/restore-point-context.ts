import type { Step } from '../plan/plan.ts';
import type { RestorePointContext } from '../restore-points/context.ts';
import type { SwapTimes } from '../restore-points/data-kind.ts';
import { copiesSchema } from '../restore-points/postgres/live-files.ts';
import { externalServers } from '../survey/data.ts';
import type { StepContext } from './step.ts';

/** What the restore points' functions need of a step's context. */
export const restorePointContext = (
	{ stack, run, signal, report }: StepContext,
	step?: Step,
): RestorePointContext => ({
	engine: stack.engine,
	project: stack.project,
	run,
	servers: externalServers(stack),
	signal,
	copies: copiesIn(step),
	onProgress: report,
});

/** Of a step of a way back by the copies of files; undefined for the others. */
export function copiesIn(step: Step | undefined) {
	const copies = step?.parameters.copies;
	return copies === undefined ? undefined : copiesSchema.parse(JSON.parse(copies));
}

/** What a swap's names are made of, of a step of a way back. */
export function swapTimes({ parameters }: Step): SwapTimes {
	const { at = '', undoes } = parameters;
	return { at: new Date(at), ...(undoes === undefined ? {} : { undoes: new Date(undoes) }) };
}
