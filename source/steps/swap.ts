// Touches the world: gives what was loaded beside the names in use.
import { kindOf } from '../restore-points/data-kinds.ts';
import { inWords } from '../text/list.ts';
import { chosenParts, restorePointContext, swapTimes } from './restore-point-context.ts';
import type { StepKindModule } from './step.ts';

/** Renames only: the state of now stays under a dated name. */
export const swap: StepKindModule = {
	interruptible: false,
	async act(context, step) {
		const restore = restorePointContext(context, step);
		const manifest = await chosenParts(step);
		const kept: string[] = [];
		for (const part of manifest.parts)
			kept.push(...(await kindOf(part).swap(restore, part, swapTimes(step))));
		return { detail: `the state before is kept: ${inWords(kept)}`, outputs: { kept: kept.join('\n') } };
	},
};
