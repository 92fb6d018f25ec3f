// Touches the world: edits a stack's Compose file.
import { setTags } from '../pin.ts';
import { services } from './images.ts';
import type { SemaphorStack } from './stack.ts';

/** Writes another tag on these services, by default all three, as by hand; nothing is started. */
export async function pinVersion(
	stack: SemaphorStack,
	version: string,
	names: ReadonlyArray<(typeof services)[number]> = services,
): Promise<void> {
	const images = names.map((name) => `semaphor/${name}`);
	await setTags(stack.directory, images, version);
}
