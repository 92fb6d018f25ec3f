// Touches the world: looks whether a swap would be refused.

import type { RestorePointContext } from '../restore-points/context.ts';
import { kindOf } from '../restore-points/data-kinds.ts';
import type { Manifest } from '../restore-points/manifest.ts';
import type { Losses } from '../restore-points/writes/writes.ts';
import { count } from '../text/list.ts';
import { lossesIn } from './losses.ts';
import { chosenParts, restorePointContext, swapTimes } from './restore-point-context.ts';
import type { StepKindModule } from './step.ts';

/**
 * All that the swap of one part would refuse is refused before another is renamed: what the app serves must not
 * become of two moments.
 */
export const ready: StepKindModule = {
	interruptible: true,
	async act(context, step) {
		const restore = restorePointContext(context, step);
		const manifest = await chosenParts(step);
		for (const part of manifest.parts) await kindOf(part).demandReady?.(restore, part, swapTimes(step));
		const later = await writtenLater(restore, manifest, lossesIn(context.outputs));
		return {
			detail: `all of it is restored beside, and nobody uses what it takes the place of${later === undefined ? '' : `; ${later}`}`,
		};
	},
};

/** Whether more was written between the figures that were shown and the stop of the app; undefined: nobody can tell. */
async function writtenLater(
	context: RestorePointContext,
	manifest: Manifest,
	losses: Losses | undefined,
): Promise<string | undefined> {
	const told: number[] = [];
	for (const [index, part] of manifest.parts.entries()) {
		const writes = losses?.parts[index]?.writes;
		// It only informs: that it cannot be asked is no reason to keep anybody from the way back.
		const later =
			writes &&
			(await kindOf(part)
				.writtenAfter?.(context, part, writes)
				.catch(() => undefined));
		if (later !== undefined) told.push(later);
	}
	if (told.length === 0) return undefined;
	const sum = told.reduce((total, each) => total + each, 0);
	return sum === 0
		? 'no transaction wrote to the database after the figures were taken'
		: `up to ${count(sum, 'transaction')} wrote to the database server after the figures were taken, and what they wrote is kept with the state of now`;
}
