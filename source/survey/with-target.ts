// Touches the world: asks the registry and the engine for the images of a version, git for its notes.
import { quote } from '../docker/command.ts';
import { readFileOfTag } from '../git/file-of-tag.ts';
import { tagsOfTarget } from '../images/known-digests.ts';
import { type LocalImage, withLayersHere } from '../images/layers-here.ts';
import { readTargetImage } from '../releases/registry.ts';
import { isExactVersion } from '../releases/versions.ts';
import { withDatabasesOf } from './database-facts.ts';
import type { Facts, Probe } from './facts.ts';
import { appImages, type Stack } from './identify.ts';
import { readLocalImages } from './local-images.ts';
import { probe } from './probe.ts';

export type LocalImages = Promise<Probe<readonly LocalImage[]>>;

/** None of an app that no engine runs here. */
export const localImages = ({ engine }: Stack): LocalImages =>
	probe(async () => (engine.service ? [] : readLocalImages(engine)));

/**
 * The facts with what the app's images would be at the target's tag, as the registry tells it.
 * @param local images of this host, where somebody has read them already
 */
export async function withTarget(
	stack: Stack,
	facts: Facts,
	target: string,
	local: LocalImages = localImages(stack),
): Promise<Facts> {
	if (!isExactVersion(target)) return facts;
	if (stack.checkout) return withDatabasesOf(stack, await withNotesOf(stack, facts, target), target);
	const { available } = stack.runbook.version;
	if ('git' in available || 'builds' in available) return facts;
	const { mirrors, architecture } = stack.engineFact;
	const [targetImages, here] = await Promise.all([
		probe(() =>
			Promise.all(appImages(stack, target).map((image) => readTargetImage(image, mirrors, architecture))),
		),
		local,
	]);
	if (!targetImages.ok || !here.ok) return { ...facts, targetImages };
	return {
		...facts,
		targetImages: { ok: true, value: withLayersHere(targetImages.value, here.value) },
		tags: [...(facts.tags ?? []), ...tagsOfTarget(targetImages.value, here.value)],
	};
}

/** A checkout has the notes of the version that it is of; the target's tag has its own. */
async function withNotesOf({ directory, runbook }: Stack, facts: Facts, target: string): Promise<Facts> {
	const name = runbook.changelog?.file;
	const { pin } = runbook.version;
	if (!name || !('git' in pin)) return facts;
	const tag = `${pin.prefix}${target}`;
	const changelog = await probe(async () => ({
		text: await readFileOfTag(directory, tag, name),
		place: `${name} of ${tag}`,
		command: `git show ${quote(`${tag}:${name}`)} | grep -n '^## '`,
	}));
	return changelog.ok ? { ...facts, changelog } : facts;
}
