// Touches the world: fetches images that are gone from this host.
import * as docker from '../docker/arguments.ts';
import { run } from '../docker/run.ts';
import { repositoryOf } from '../runbook/detect.ts';
import { appImages } from '../survey/identify.ts';
import { inWords } from '../text/list.ts';
import { fetchImage } from './fetch-image.ts';
import { bringBackKept, isHere, lookForAll } from './find-images.ts';
import type { StepKindModule } from './step.ts';

/** Pulls the images of the version to go back to, by the digests that ran where those are known, and gives them their tags. */
export const pullImage: StepKindModule = {
	interruptible: true,
	async act(context, step) {
		const { stack, signal } = context;
		const { version = '', pulled = '' } = step.parameters;
		const done: string[] = [];
		for (const reference of pulled.split(' ')) {
			const wanted = `${repositoryOf(reference)}:${version}`;
			if (await isHere(stack, wanted)) {
				done.push(`${wanted} is on this host`);
				continue;
			}
			await fetchImage(context, reference);
			if (reference !== wanted)
				await run(stack.engine, docker.tagImage(stack.engine, reference, wanted), {
					deadline: 20_000,
					signal,
				});
			done.push(reference === wanted ? `${wanted} pulled` : `${wanted} pulled as ${reference}`);
		}
		// Of several images the others may be here under our tags only.
		const others = appImages(stack, version).filter(
			(image) => !pulled.split(' ').some((reference) => `${repositoryOf(reference)}:${version}` === image),
		);
		done.push(...(await bringBackKept(stack, others)));
		return { detail: inWords(done) };
	},
	look: ({ stack }, step) => lookForAll(stack, step),
};
