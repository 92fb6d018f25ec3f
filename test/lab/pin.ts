// Touches the world: edits a stack's .env.
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
