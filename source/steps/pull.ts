// Touches the world: fetches the images of the new version.
import { z } from 'zod';
import * as docker from '../docker/arguments.ts';
import { nextPullProgress, type PullProgress, pulledBytes } from '../docker/pull-progress.ts';
import { run, runLines } from '../docker/run.ts';
import { standstill } from '../host/watch-call.ts';
import { downloadOf } from '../images/layers-here.ts';
import { pinOf } from '../pins/pin-of.ts';
import { repositoryOf } from '../runbook/detect.ts';
import { appImages } from '../survey/identify.ts';
import { readImageHead, revisionImage } from '../survey/schema/revision.ts';
import { formatBytes } from '../text/bytes.ts';
import { inWords } from '../text/list.ts';
import { fetchImage } from './fetch-image.ts';
import { isHere } from './find-images.ts';
import type { StepContext, StepKindModule } from './step.ts';

/** Ids of images by repository. */
const imageIds = z.record(z.string(), z.string());
type ImageIds = z.infer<typeof imageIds>;

/** What a pull or a build left to the steps after it; nothing without one in the plan. */
export function pulledImages({
	'pull.images': pulled,
	'build.images': images = pulled,
}: StepContext['outputs']): ImageIds {
	return images === undefined ? {} : imageIds.parse(JSON.parse(images));
}

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
		const ids = await targetImageIds(context, version);
		const tells = revisionImage(stack, version);
		const head = tells === undefined ? undefined : await readImageHead(stack, tells, signal);
		return {
			detail: `${fetched ?? 'nothing to fetch: all was here'}; ${head === undefined ? 'no image tells which schema it brings' : `${version} brings the schema to ${head}`}`,
			outputs: { images: JSON.stringify(ids), ...(head === undefined ? {} : { head }) },
		};
	},
	async look(context, step) {
		const ids = await targetImageIds(context, step.parameters.version ?? '').catch((error: Error) => error);
		return ids instanceof Error
			? { done: false, evidence: ids.message }
			: { done: true, evidence: `here: ${inWords(Object.values(ids))}` };
	},
};

/** @returns what came, a clause; undefined when all of it was here */
async function fetchVersion(context: StepContext, version: string): Promise<string | undefined> {
	const { stack, facts, signal, report } = context;
	const pin = pinOf(stack.runbook, stack.composeFile);
	const environment = pin.kind === 'file' ? pin.environment : undefined;
	if (!environment) {
		const fetched: string[] = [];
		for (const image of appImages(stack, version)) {
			if (!(await isHere(stack, image))) fetched.push(image);
			await fetchImage(context, image);
		}
		return fetched.length > 0 ? `${inWords(fetched)} fetched` : undefined;
	}
	const names = facts.services.filter((service) => service.app).map((service) => service.name);
	const known = facts.targetImages?.ok ? downloadOf(facts.targetImages.value) : undefined;
	let progress: PullProgress = { layers: {} };
	const began = performance.now();
	await runLines(stack.engine, docker.pull(stack.engine, stack.project, names), {
		stall: { after: standstill },
		signal,
		environment: environment(version),
		onLine(line) {
			progress = nextPullProgress(progress, line);
			const begun = pulledBytes(progress);
			if (begun.total === 0) return;
			const { done } = begun;
			// The layers' sum is only known once each download began.
			const total = Math.max(begun.total, known?.isKnown ? known.toDownload : 0);
			const rate = done / Math.max(0.001, (performance.now() - began) / 1000);
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
	return `${formatBytes(done)} fetched${known === undefined ? '' : ` of ${formatBytes(known.bytes)}`}`;
}

/** Ids of the app's images of a version, by repository. @throws CommandError when one is not on this host */
export async function targetImageIds(
	{ stack, signal }: Pick<StepContext, 'stack' | 'signal'>,
	version: string,
): Promise<ImageIds> {
	const references = appImages(stack, version);
	const answer = await run(stack.engine, docker.inspectImages(stack.engine, references), {
		deadline: 20_000,
		signal,
	});
	const images = z.array(z.object({ Id: z.string() })).parse(JSON.parse(answer.stdout));
	return Object.fromEntries(
		references.map((reference, index) => [repositoryOf(reference), images[index]?.Id ?? '']),
	);
}
