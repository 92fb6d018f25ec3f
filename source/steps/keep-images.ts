// Touches the world: tags images.
import { z } from 'zod';
import * as docker from '../docker/arguments.ts';
import { run } from '../docker/run.ts';
import { keptImages } from '../plan/upgrade.ts';
import { inWords } from '../text/list.ts';
import type { StepKindModule } from './step.ts';

const deadline = 20_000;

/** Gives the images that run now a local tag of ours. */
export const keepImages: StepKindModule = {
	interruptible: true,
	async act({ stack, facts, signal }) {
		const images = keptImages(facts.services.filter((service) => service.app));
		for (const { id, kept } of images)
			await run(stack.engine, docker.tagImage(stack.engine, id, kept), { deadline, signal });
		return { detail: `kept as ${inWords(images.map(({ kept }) => kept))}` };
	},
	async look({ stack, facts, signal }) {
		const images = keptImages(facts.services.filter((service) => service.app));
		for (const { id, kept } of images) {
			const answer = await run(stack.engine, docker.inspectImages(stack.engine, [kept]), {
				deadline,
				signal,
			});
			const found = z.array(z.object({ Id: z.string() })).parse(JSON.parse(answer.stdout))[0]?.Id;
			if (found !== id)
				return { done: false, evidence: `${kept} is ${found ?? 'not there'}, expected ${id}` };
		}
		return { done: true, evidence: 'each tag names the image that runs' };
	},
};
