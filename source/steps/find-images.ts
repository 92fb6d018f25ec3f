// Touches the world: gives an image its own tag back.
import * as docker from '../docker/arguments.ts';
import { CommandError } from '../docker/command-error.ts';
import { run } from '../docker/run.ts';
import { OperatorError } from '../host/errors.ts';
import { keptTag } from '../plan/upgrade.ts';
import type { Stack } from '../survey/identify.ts';
import type { StepKindModule } from './step.ts';

const reference = (stack: Stack, version: string) => `${stack.runbook.detect.image}:${version}`;

/** Sees that the image of the old version is here under its own name; brings it back from Lockkeeper's tag if not. */
export const findImages: StepKindModule = {
	interruptible: true,
	async act({ stack }, step) {
		const version = step.parameters.version ?? '';
		const wanted = reference(stack, version);
		if (await isHere(stack, wanted)) return { detail: `${wanted} is on this host` };
		const kept = keptTag(stack.runbook.detect.image, version);
		if (!(await isHere(stack, kept))) {
			throw new OperatorError(`The image ${wanted} is gone from this host, and so is ${kept}.`, {
				exit: 3,
				advice: [`Pull it: docker pull ${wanted}`, 'Then ask for the ways back again.'],
			});
		}
		await run(stack.engine, docker.tagImage(stack.engine, kept, wanted), { deadline: 20_000 });
		return { detail: `${wanted} brought back from ${kept}` };
	},
	async look({ stack }, step) {
		const wanted = reference(stack, step.parameters.version ?? '');
		return (await isHere(stack, wanted))
			? { done: true, evidence: `${wanted} is on this host` }
			: { done: false, evidence: `${wanted} is not on this host` };
	},
};

/** Whether an image of this reference is on the host. @throws CommandError when the engine does not answer */
export async function isHere(stack: Stack, image: string): Promise<boolean> {
	try {
		await run(stack.engine, docker.inspectImages(stack.engine, [image]), { deadline: 20_000 });
		return true;
	} catch (error) {
		if (error instanceof CommandError && /no such image/i.test(error.stderr)) return false;
		throw error;
	}
}
