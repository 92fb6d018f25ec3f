// Touches the world: edits a stack's Compose file.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { services } from './images.ts';
import type { SemaphorStack } from './stack.ts';

/** Writes another tag on these services, by default all three, as by hand; nothing is started. */
export async function pinVersion(
	stack: SemaphorStack,
	version: string,
	names: ReadonlyArray<(typeof services)[number]> = services,
): Promise<void> {
	const file = path.join(stack.directory, 'docker-compose.yml');
	const pinned = names.reduce(
		(text, name) => text.replace(new RegExp(`(semaphor/${name}):[\\d.]+`), `$1:${version}`),
		await readFile(file, 'utf8'),
	);
	await writeFile(file, pinned);
}
