// Touches the world: asks the registry and the engine for the images of a version, and its sources for its notes.
import { tagsOfTarget } from '../images/known-digests.ts';
import { type LocalImage, withLayersHere } from '../images/layers-here.ts';
import { readTargetImage } from '../releases/registry.ts';
import { isExactVersion } from '../releases/versions.ts';
import { withDatabasesOf } from './database-facts.ts';
import type { Facts, Probe } from './facts.ts';
import { appImages, type Stack } from './identify.ts';
import { readLocalImages } from './local-images.ts';
import { readNotes } from './notes/read-notes.ts';
import { probe } from './probe.ts';

export type LocalImages = Promise<Probe<readonly LocalImage[]>>;

/** Not known of an app that no engine runs here: what is fetched is fetched elsewhere. */
export const localImages = ({ engine }: Stack): LocalImages =>
	probe(async () => {
		if (engine.service) throw new Error('no engine of this host runs it');
		return readLocalImages(engine);
	});

/**
 * The facts with the notes on the way to the target, and with what the app's images would be at its tag, as the registry
 * tells it.
 * @param local images of this host, where somebody has read them already
 */
export async function withTarget(
	stack: Stack,
	facts: Facts,
	target: string,
	local: LocalImages = localImages(stack),
): Promise<Facts> {
	if (!isExactVersion(target)) return facts;
	if (stack.checkout) {
		// Both may fetch the tag, and git locks a shallow clone while it does.
		const changelog = await readNotes(stack, facts, target);
		return { ...(await withDatabasesOf(stack, facts, target)), changelog };
	}
	const [changelog, told] = await Promise.all([
		readNotes(stack, facts, target),
		withImagesOf(stack, facts, target, local),
	]);
	return { ...told, changelog };
}

async function withImagesOf(stack: Stack, facts: Facts, target: string, local: LocalImages): Promise<Facts> {
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
