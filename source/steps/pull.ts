// Touches the world: fetches the images of the new version.
import { z } from 'zod';
import * as docker from '../docker/arguments.ts';
import { nextPullProgress, type PullProgress, pulledBytes } from '../docker/pull-progress.ts';
import { run, runLines } from '../docker/run.ts';
import { standstill } from '../host/watch-call.ts';
import { pinOf } from '../pins/pin-of.ts';
import { readImageHead } from '../survey/schema/revision.ts';
import { formatBytes } from '../text/bytes.ts';
import { fetchImage } from './fetch-image.ts';
import { isHere } from './find-images.ts';
import type { StepContext, StepKindModule } from './step.ts';

/**
 * Pulls with the version in the environment, or the image itself, so that no file is changed before the gate, and reads the
 * schema revision the new image brings. While it runs, the old version serves.
 */
export const pull: StepKindModule = {
	interruptible: true,
	async act(context, step) {
		const version = step.parameters.version ?? '';
		const { stack, signal } = context;
		const fetched = await fetchVersion(context, version);
		const id = await targetImageId(context, version);
		const head = await readImageHead(stack, id, signal);
		return {
			detail: `${fetched ?? 'nothing to fetch: the image was here'}; ${head === undefined ? 'no image tells which schema it brings' : `${version} brings the schema to ${head}`}`,
			outputs: { image: id, ...(head === undefined ? {} : { head }) },
		};
	},
	async look(context, step) {
		const id = await targetImageId(context, step.parameters.version ?? '').catch((error: Error) => error);
		return typeof id === 'string'
			? { done: true, evidence: `the image is here: ${id}` }
			: { done: false, evidence: id.message };
	},
};

/** @returns what came, a clause; undefined when all of it was here */
async function fetchVersion(context: StepContext, version: string): Promise<string | undefined> {
	const { stack, facts, signal, report } = context;
	const { environment } = pinOf(stack.runbook, stack.composeFile);
	if (!environment) {
		const reference = `${stack.runbook.detect.image}:${version}`;
		const here = await isHere(stack, reference);
		await fetchImage(context, reference);
		return here ? undefined : `${reference} fetched`;
	}
	const names = facts.services.filter((service) => service.app).map((service) => service.name);
	const known = facts.targetImages?.ok
		? facts.targetImages.value.reduce((sum, image) => sum + image.bytes, 0)
		: undefined;
	let progress: PullProgress = { layers: {} };
	const began = performance.now();
	await runLines(stack.engine, docker.pull(stack.engine, stack.project, names), {
		stall: { after: standstill },
		signal,
		environment: environment(version),
		onLine(line) {
			progress = nextPullProgress(progress, line);
			const { done, total } = pulledBytes(progress);
			if (total === 0) return;
			const rate = done / Math.max(0.001, (performance.now() - began) / 1000);
			// The layers' sum is only known once each download began.
			report({
				label: `images of ${version}`,
				done,
				total,
				unit: 'bytes',
				rate,
				...(rate > 0 ? { left: ((total - done) / rate) * 1000 } : {}),
			});
		},
	});
	const { done } = pulledBytes(progress);
	if (done === 0) return undefined;
	return `${formatBytes(done)} fetched${known === undefined ? '' : ` of ${formatBytes(known)}`}`;
}

/** Id of the app's image of a version that is on this host. */
async function targetImageId({ stack, signal }: StepContext, version: string): Promise<string> {
	const reference = `${stack.runbook.detect.image}:${version}`;
	const answer = await run(stack.engine, docker.inspectImages(stack.engine, [reference]), {
		deadline: 20_000,
		signal,
	});
	const [image] = z.array(z.object({ Id: z.string() })).parse(JSON.parse(answer.stdout));
	if (!image) throw new Error(`${reference} is not on this host after the pull`);
	return image.Id;
}
