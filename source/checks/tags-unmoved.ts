import type { TagFact } from '../survey/facts.ts';
import { defineCheck } from './check.ts';
import { hostCommand } from './shown.ts';

/** A release's tag is meant to be one image for ever. Given to another one, it says no more what a pull brings. */
export const tagsUnmoved = defineCheck('tags-unmoved', 'Tags not moved', ({ facts }) => {
	const tags = facts.tags ?? [];
	if (tags.length === 0)
		return {
			outcome: 'skip',
			evidence: 'no image of the app came here from a registry under a release’s tag',
		};
	const evidence = tags.map(seen).join('; ');
	const command = hostCommand(
		...['docker', 'image', 'inspect', '--format', '{{json .RepoDigests}}'],
		...tags.map(({ reference }) => reference),
	);
	const advice = tags.flatMap(advised);
	if (advice.length > 0) return { outcome: 'warn', evidence, command, advice: advice.join(' ') };
	if (tags.some(({ there }) => !there.ok)) return { outcome: 'skip', evidence, command };
	return { outcome: 'pass', evidence, command };
});

/** As much of a digest as tells it apart. */
const short = (digest: string) => digest.slice(0, 19);

function seen({ reference, here, there }: TagFact): string {
	if (!there.ok)
		return there.absent
			? `the registry no longer has ${reference}, here ${short(here)}`
			: `the registry could not be asked about ${reference}: ${there.problem}`;
	const { digest, same } = there.value;
	if (digest === here) return `${reference} is ${short(here)} here and in the registry`;
	if (same) return `${reference} is one image here (${short(here)}) and in the registry (${short(digest)})`;
	return `${reference} is ${short(here)} here, and ${short(digest)} in the registry today`;
}

function advised({ reference, is, there }: TagFact): readonly string[] {
	if (!there.ok)
		return there.absent && is === 'running'
			? [
					`Nobody can pull ${reference} again: the upgrade keeps a tag of its own on it, so that a prune does not take it; keep it beyond this host with ${hostCommand('docker', 'image', 'save', '--output', 'FILE', reference)}.`,
				]
			: [];
	if (there.value.same) return [];
	const vendor = `Ask the vendor why ${reference} was published anew`;
	return [
		is === 'running'
			? `${vendor}. What runs is not touched by that, and the upgrade keeps it by a tag of its own; but a pull by that tag brings the other image.`
			: `${vendor}, and trust it before you go on: the upgrade pulls what the registry has today, and not the image that is here.`,
	];
}
