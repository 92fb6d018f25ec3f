// Touches the world: fetches an image that is gone from this host.
import * as docker from '../docker/arguments.ts';
import { run } from '../docker/run.ts';
import { fetchImage } from './fetch-image.ts';
import { isHere } from './find-images.ts';
import type { StepKindModule } from './step.ts';

/** Pulls the image of the version to go back to, by the digest that ran where that is known, and gives it its tag. */
export const pullImage: StepKindModule = {
	interruptible: true,
	async act(context, step) {
		const { stack, signal } = context;
		const { version = '', pulled = '' } = step.parameters;
		const wanted = `${stack.runbook.detect.image}:${version}`;
		if (await isHere(stack, wanted)) return { detail: `${wanted} is on this host` };
		await fetchImage(context, pulled);
		if (pulled !== wanted)
			await run(stack.engine, docker.tagImage(stack.engine, pulled, wanted), { deadline: 20_000, signal });
		return { detail: pulled === wanted ? `${wanted} pulled` : `${wanted} pulled as ${pulled}` };
	},
	async look({ stack }, step) {
		const wanted = `${stack.runbook.detect.image}:${step.parameters.version ?? ''}`;
		return (await isHere(stack, wanted))
			? { done: true, evidence: `${wanted} is on this host` }
			: { done: false, evidence: `${wanted} is not on this host` };
	},
};
