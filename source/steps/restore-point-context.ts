// Touches the world: reads the manifest that a step is about.
import type { Step } from '../plan/plan.ts';
import type { RestorePointContext } from '../restore-points/context.ts';
import type { SwapTimes } from '../restore-points/data-kind.ts';
import type { Manifest } from '../restore-points/manifest.ts';
import { readManifest } from '../restore-points/manifest-file.ts';
import { copiesSchema } from '../restore-points/postgres/live-files.ts';
import { aloneIn, selectParts } from '../restore-points/selection.ts';
import { externalServers } from '../survey/data.ts';
import type { StepContext } from './step.ts';

/** The restore point that a step of a way back is about: of it, the parts that were chosen. @throws OperatorError as `readManifest` */
export const chosenParts = async ({ parameters }: Step): Promise<Manifest> =>
	selectParts(await readManifest(parameters.restorePoint ?? ''), aloneIn(parameters));

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
