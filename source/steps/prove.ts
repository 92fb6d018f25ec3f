// Touches the world: restores a restore point elsewhere and compares.
import type { Step } from '../plan/plan.ts';
import { readManifest } from '../restore-points/manifest-file.ts';
import { type AskedLevel, isAskedLevel, reaches } from '../restore-points/proof-levels.ts';
import { proveRestorePoint } from '../restore-points/prove.ts';
import { restoreEstimate } from '../restore-points/restore-estimate.ts';
import { restorePointContext } from './restore-point-context.ts';
import type { StepContext, StepKindModule } from './step.ts';

const path = (context: StepContext) => context.outputs['restore-point.path'] ?? '';

/** A restore point counts only once it was restored; `level` of the step's parameters tells how far that goes. */
export const prove: StepKindModule = {
	interruptible: true,
	async act(context, step) {
		const proven = await proveRestorePoint(restorePointContext(context), path(context), levelAsked(step));
		return { detail: proven.proof.detail, outputs: { restoreTakes: String(restoreEstimate(proven)) } };
	},
	async look(context, step) {
		const { proof } = await readManifest(path(context));
		const { level, later } = proof;
		const done = reaches(level, levelAsked(step)) && later?.problem === undefined;
		return { done, evidence: `its manifest says: ${later?.problem ?? level}` };
	},
};

/** Plans of earlier versions carry no level. */
function levelAsked({ parameters: { level = 'data' } }: Step): AskedLevel {
	if (isAskedLevel(level)) return level;
	throw new Error(`Expected a level of proof in the plan, found “${level}”`);
}
