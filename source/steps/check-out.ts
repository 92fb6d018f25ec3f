// Touches the world: checks a version out, and has Compose start the images that were built from it.
import { z } from 'zod';
import * as docker from '../docker/arguments.ts';
import { run } from '../docker/run.ts';
import * as git from '../git/arguments.ts';
import { type Checkout, readCheckout } from '../git/checkout.ts';
import { runGit } from '../git/run.ts';
import { OperatorError } from '../host/errors.ts';
import type { CheckoutPin } from '../pins/pin-kind.ts';
import type { Step } from '../plan/plan.ts';
import { repositoryOf } from '../runbook/detect.ts';
import { asCheckedOut, builtImages } from '../survey/compose-config.ts';
import { appImages, readConfig, type Stack } from '../survey/identify.ts';
import { count, inWords } from '../text/list.ts';
import { isHere } from './find-images.ts';
import type { Look, StepContext, StepResult } from './step.ts';

const deadline = 20_000;
/** Milliseconds for git to write a tree. */
const writing = 10 * 60_000;

/**
 * Checks the tag out and gives its images the names that Compose starts. Whatever of the operator's would be lost by it is
 * refused, and without the images nothing is changed.
 */
export async function checkOut(
	{ stack, plan, signal }: StepContext,
	step: Step,
	pin: CheckoutPin,
): Promise<StepResult> {
	const { engine, directory } = stack;
	const { version = '', from = '' } = step.parameters;
	const tag = pin.tag(version);
	for (const image of appImages(stack, version))
		if (!(await isHere(stack, image)))
			throw new OperatorError(`The image ${image} is not on this host.`, {
				exit: 3,
				advice: [
					'Nothing of the stack was changed.',
					'Ask for the ways back again, or build it from its tag.',
				],
			});
	const before = await readCheckout(directory, pin.tag(''), signal);
	if (plan.purpose === 'upgrade' && ![from, version].includes(before.version ?? ''))
		throw new OperatorError(`Expected ${pin.tag(from)} checked out, found ${before.described}.`, {
			exit: 3,
			advice: [
				'Nothing of the stack was changed.',
				'Start again, so that the checklist sees what is there now.',
			],
		});
	const known = await refuseLosses(stack, before, tag, signal);
	if (before.version !== version || before.changed.length > 0)
		await runGit(git.checkOut(directory, tag, known), { deadline: writing });
	const config = asCheckedOut(await readConfig(engine, stack.project), version);
	for (const image of builtImages(config))
		await run(engine, docker.tagImage(engine, `${repositoryOf(image)}:${version}`, image), { deadline });
	const services = Object.entries(config.services).flatMap(([name, { builtFrom }]) =>
		builtFrom ? [name] : [],
	);
	return {
		detail: `${tag} is checked out, and Compose starts ${inWords(services)} of it`,
		outputs: { version, services: services.join(' ') },
	};
}

/** @returns true when files were changed and all of them are as the tag has them: of a checkout that was killed in the middle */
async function refuseLosses(
	{ directory }: Stack,
	{ changed, ownCommits, described }: Checkout,
	tag: string,
	signal: AbortSignal,
): Promise<boolean> {
	if (ownCommits > 0)
		throw new OperatorError(
			`${described} is checked out, with ${count(ownCommits, 'commit')} that no tag and no branch of a remote has.`,
			{
				exit: 3,
				advice: ['Nothing of the stack was changed.', 'Put them on a branch of their own: git branch MINE'],
			},
		);
	if (changed.length === 0) return false;
	const differing = await runGit(git.differingFrom(directory, tag), { deadline, signal });
	const lost = changed.filter((path) => differing.split('\n').includes(path));
	if (lost.length === 0) return true;
	throw new OperatorError(`Expected the tree as git has it, found changed: ${inWords(lost)}.`, {
		exit: 3,
		advice: [
			'No file was changed.',
			'See what was changed with git diff; keep it with git stash, or take it back with git checkout -- FILE.',
		],
	});
}

/** The tag is checked out as it is, and each name that Compose starts is an image of it. */
export async function isCheckedOut(
	{ stack, signal }: StepContext,
	step: Step,
	pin: CheckoutPin,
): Promise<Look> {
	const { engine, directory, project } = stack;
	const { version = '' } = step.parameters;
	const { version: found, described, changed } = await readCheckout(directory, pin.tag(''), signal);
	if (found !== version || changed.length > 0)
		return {
			done: false,
			evidence: `${described} is checked out${changed.length > 0 ? `, with changed files: ${inWords(changed)}` : ''}`,
		};
	const images = builtImages(asCheckedOut(await readConfig(engine, project, signal), version));
	const references = images.flatMap((image) => [image, `${repositoryOf(image)}:${version}`]);
	const answer = await run(engine, docker.inspectImages(engine, references), { deadline, signal });
	const ids = z.array(z.object({ Id: z.string() })).parse(JSON.parse(answer.stdout));
	const others = images.filter((_, index) => ids[2 * index]?.Id !== ids[2 * index + 1]?.Id);
	return others.length > 0
		? {
				done: false,
				evidence: `${described} is checked out, and Compose would start another ${inWords(others)}`,
			}
		: { done: true, evidence: `${described} is checked out, and Compose starts the images built from it` };
}
