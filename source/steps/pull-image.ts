// Touches the world: fetches an image that is gone from this host.
import * as docker from '../docker/arguments.ts';
import { CommandError } from '../docker/command-error.ts';
import { nextLayers, type PulledLayers } from '../docker/pull-progress.ts';
import { run, runLines } from '../docker/run.ts';
import { OperatorError } from '../host/errors.ts';
import { isHere } from './find-images.ts';
import type { StepContext, StepKindModule } from './step.ts';

/** A pull may take long on a thin line; the engine itself gives up on a dead one. Milliseconds. */
const deadline = 2 * 3600 * 1000;

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

/** @throws OperatorError when it does not come; CommandError when it was stopped */
async function fetchImage({ stack, signal, report }: StepContext, reference: string): Promise<void> {
	let layers: PulledLayers = {};
	try {
		await runLines(stack.engine, docker.pullImage(stack.engine, reference), {
			...{ deadline, signal },
			onLine(line) {
				const next = nextLayers(layers, line);
				if (next === layers) return;
				layers = next;
				const all = Object.values(layers);
				const done = all.filter(Boolean).length;
				report({ label: `layers of ${reference}`, done, total: all.length, unit: 'items' });
			},
		});
	} catch (error) {
		if (signal.aborted || !(error instanceof CommandError)) throw error;
		const said = error.stderr.split('\n').findLast((line) => line.trim() !== '') ?? error.message;
		throw new OperatorError(`${reference} could not be pulled: ${said.trim()}`, {
			exit: 3,
			advice: [
				'Nothing in use was changed: what runs goes on.',
				'Try again when the cause is mended, or bring the image back with docker load.',
			],
			cause: error,
		});
	}
}
