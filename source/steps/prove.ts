// Touches the world: restores a restore point elsewhere and compares.

import { readManifest } from '../restore-points/manifest-file.ts';
import { proveRestorePoint } from '../restore-points/prove.ts';
import { restorePointContext } from './restore-point-context.ts';
import type { StepContext, StepKindModule } from './step.ts';

const path = (context: StepContext) => context.outputs['restore-point.path'] ?? '';

/** A restore point counts only once it was restored. */
export const prove: StepKindModule = {
	interruptible: true,
	async act(context) {
		const { proof } = await proveRestorePoint(restorePointContext(context), path(context));
		return { detail: proof.detail, outputs: { restoreTook: String(Math.round(proof.restoreTook)) } };
	},
	async look(context) {
		const { proof } = await readManifest(path(context));
		return { done: proof.kind === 'restored', evidence: `its manifest says: ${proof.kind}` };
	},
};
