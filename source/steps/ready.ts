// Touches the world: looks whether a swap would be refused.
import { kindOf } from '../restore-points/data-kinds.ts';
import { readManifest } from '../restore-points/manifest-file.ts';
import { restorePointContext } from './restore-point-context.ts';
import type { StepKindModule } from './step.ts';

/**
 * All that the swap of one part would refuse is refused before another is renamed: what the app serves must not
 * become of two moments.
 */
export const ready: StepKindModule = {
	interruptible: true,
	async act(context, step) {
		const restore = restorePointContext(context, step);
		const manifest = await readManifest(step.parameters.restorePoint ?? '');
		const at = new Date(step.parameters.at ?? '');
		for (const part of manifest.parts) await kindOf(part).demandReady?.(restore, part, at);
		return { detail: 'all of it is restored beside, and nobody uses what it takes the place of' };
	},
};
