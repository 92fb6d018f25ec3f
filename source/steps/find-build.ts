// Touches the world: looks for the build of a version on this host.
import { OperatorError } from '../host/errors.ts';
import { buildOf } from '../host-service/build-of.ts';
import { isBuildHere } from '../host-service/builds.ts';
import type { Step } from '../plan/plan.ts';
import type { Look, StepContext, StepKindModule } from './step.ts';

/** Sees that the directory with a version's build is here, before anything stops. */
export const findBuild: StepKindModule = {
	interruptible: true,
	async act(context, step) {
		const { done, evidence } = look(context, step);
		if (done) return { detail: evidence };
		throw new OperatorError(`Expected the build of ${step.parameters.version}, ${evidence}.`, {
			exit: 3,
			advice: ['Nothing of the stack was changed.', 'Unpack the build there, and start again.'],
		});
	},
	look: async (context, step) => look(context, step),
};

function look({ stack }: StepContext, { parameters: { version = '' } }: Step): Look {
	const { service } = stack.engine;
	if (service?.is !== 'host') throw new Error('a build was looked for where none is');
	const place = buildOf(service, version);
	return isBuildHere(service, version)
		? { done: true, evidence: `${place} is on this host` }
		: { done: false, evidence: `${place} is not on this host, or is empty` };
}
