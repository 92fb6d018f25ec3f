// Touches the world: fetches one image.
import * as docker from '../docker/arguments.ts';
import { CommandError } from '../docker/command-error.ts';
import { nextLayers, type PulledLayers } from '../docker/pull-progress.ts';
import { runLines } from '../docker/run.ts';
import { OperatorError } from '../host/errors.ts';
import type { StepContext } from './step.ts';

/** A pull may take long on a thin line; the engine itself gives up on a dead one. Milliseconds. */
const deadline = 2 * 3600 * 1000;

/** @throws OperatorError when it does not come; CommandError when it was stopped */
export async function fetchImage({ stack, signal, report }: StepContext, reference: string): Promise<void> {
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
