// Touches the world: edits a stack's .env and Compose file.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Gives a variable that stands in `.env` another value; nothing is started. */
export async function setInEnvironment(directory: string, name: string, value: string): Promise<void> {
	const file = path.join(directory, '.env');
	const before = await readFile(file, 'utf8');
	await writeFile(
		file,
		before.replace(new RegExp(`^${name}=.*$`, 'm'), () => `${name}=${value}`),
	);
}

/** Writes another tag on these images in the Compose file, as by hand; nothing is started. */
export async function setTags(directory: string, images: readonly string[], tag: string): Promise<void> {
	const file = path.join(directory, 'docker-compose.yml');
	const tagged = images.reduce(
		(text, image) => text.replace(new RegExp(`(${image}):[\\d.]+`), `$1:${tag}`),
		await readFile(file, 'utf8'),
	);
	await writeFile(file, tagged);
}
