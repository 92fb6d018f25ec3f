// Touches the world: holds the tags that run against what the registry has under them.
import { hasDigest, isSameImage, type Known, ownDigests } from '../images/known-digests.ts';
import { candidatesFor } from '../releases/floating-tag.ts';
import { readTagDigest, readTargetImage, tagWithDigest } from '../releases/registry.ts';
import { isExactVersion } from '../releases/versions.ts';
import { repositoryOf, tagOf } from '../runbook/detect.ts';
import type { Probe, ReleasesFact, ResolvedTag, ServiceFact, TagFact } from './facts.ts';
import type { Stack } from './identify.ts';
import { probe } from './probe.ts';

/** What the app's services run, each reference once, with what the engine knows it by. */
function runningOf(services: readonly ServiceFact[]): ReadonlyMap<string, Known> {
	return new Map(
		services.flatMap(({ app, runningImage, imageId = '', digests = [] }) =>
			app && runningImage ? [[runningImage, { id: imageId, digests }] as const] : [],
		),
	);
}

/** Images that are built or unpacked here have no registry to be asked. */
const hasRegistry = ({ engine, checkout, runbook }: Stack) =>
	!engine.service && !checkout && !('git' in runbook.version.available);

/** Releases that run, and came from a registry. */
export async function readRunningTags(
	stack: Stack,
	services: readonly ServiceFact[],
	signal?: AbortSignal,
): Promise<readonly TagFact[]> {
	if (!hasRegistry(stack)) return [];
	const found = await Promise.all(
		[...runningOf(services)].map(async ([reference, known]): Promise<readonly TagFact[]> => {
			const [here] = ownDigests(reference, known);
			if (here === undefined || !isExactVersion(tagOf(reference) ?? '')) return [];
			return [{ reference, is: 'running', here, there: await askAbout(stack, reference, known, signal) }];
		}),
	);
	return found.flat();
}

function askAbout(
	{ engineFact: { mirrors, architecture } }: Stack,
	reference: string,
	known: Known,
	signal: AbortSignal | undefined,
): Promise<TagFact['there']> {
	return probe(async () => {
		const digest = await readTagDigest(reference, mirrors, { signal });
		if (hasDigest(known, digest)) return { digest, same: true };
		const image = await readTargetImage(reference, mirrors, architecture, { signal });
		return { digest: image.digest, same: isSameImage(image, known) };
	});
}

/**
 * Which release it is that runs, where its tag does not tell: the one that has the same digest in the registry. Undefined where
 * the tag tells, or where services run several.
 */
export async function resolveRunning(
	stack: Stack,
	services: readonly ServiceFact[],
	releases: Probe<ReleasesFact>,
	signal?: AbortSignal,
): Promise<Probe<ResolvedTag> | undefined> {
	const running = [...runningOf(services)];
	const tags = new Set(running.map(([reference]) => tagOf(reference)));
	const [tag] = tags;
	if (!hasRegistry(stack) || tags.size !== 1 || isExactVersion(tag ?? '')) return undefined;
	return probe(async () => {
		if (!releases.ok) throw new Error(releases.problem);
		const candidates = candidatesFor(tag ?? '', releases.value.versions);
		const found = await Promise.all(
			running.map(([reference, known]) => {
				const digests = ownDigests(reference, known);
				if (digests.length === 0) throw new Error(`${reference} came from no registry`);
				const { mirrors } = stack.engineFact;
				return tagWithDigest(repositoryOf(reference), candidates, new Set(digests), mirrors, { signal });
			}),
		);
		const [release] = found;
		const isOne = release !== undefined && found.every((other) => other === release);
		return { compared: candidates.length, ...(isOne ? { release } : {}) };
	});
}
