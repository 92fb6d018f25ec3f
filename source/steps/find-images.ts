// Touches the world: gives images their own tags back.
import * as docker from '../docker/arguments.ts';
import { isImageHere } from '../docker/image-here.ts';
import { run } from '../docker/run.ts';
import { OperatorError } from '../host/errors.ts';
import { keptTag } from '../images/kept-tag.ts';
import type { Step } from '../plan/plan.ts';
import { appImages, type Stack } from '../survey/identify.ts';
import { inWords } from '../text/list.ts';
import type { Look, StepKindModule } from './step.ts';

/** Sees that the images of the old version are here under their own names; brings them back from Lockkeeper's tags if not. */
export const findImages: StepKindModule = {
	interruptible: true,
	async act({ stack }, step) {
		const wanted = appImages(stack, step.parameters.version ?? '');
		const brought = await bringBackKept(stack, wanted);
		return { detail: brought.length > 0 ? inWords(brought) : onThisHost(wanted) };
	},
	look: ({ stack }, step) => lookForAll(stack, step),
};

/** Gives those images their own tags back that are here under ours only. @returns what was done, a clause each @throws OperatorError when one is gone */
export async function bringBackKept(stack: Stack, images: readonly string[]): Promise<readonly string[]> {
	const brought: string[] = [];
	for (const image of images) {
		if (await isHere(stack, image)) continue;
		const kept = keptTag(image);
		if (!(await isHere(stack, kept))) {
			throw new OperatorError(`The image ${image} is gone from this host, and so is ${kept}.`, {
				exit: 3,
				advice: [
					stack.checkout ? 'Build it from its tag, and give it this name.' : `Pull it: docker pull ${image}`,
					'Then ask for the ways back again.',
				],
			});
		}
		await run(stack.engine, docker.tagImage(stack.engine, kept, image), { deadline: 20_000 });
		brought.push(`${image} brought back from ${kept}`);
	}
	return brought;
}

const onThisHost = (images: readonly string[]) =>
	`${inWords(images)} ${images.length === 1 ? 'is' : 'are'} on this host`;

/** Whether every image of a step's version is on the host under its own name. */
export async function lookForAll(stack: Stack, step: Step): Promise<Look> {
	const wanted = appImages(stack, step.parameters.version ?? '');
	for (const image of wanted)
		if (!(await isHere(stack, image))) return { done: false, evidence: `${image} is not on this host` };
	return { done: true, evidence: onThisHost(wanted) };
}

/** Whether an image of this reference is on the host. @throws CommandError when the engine does not answer */
export const isHere = ({ engine }: Pick<Stack, 'engine'>, image: string): Promise<boolean> =>
	isImageHere(engine, image);
