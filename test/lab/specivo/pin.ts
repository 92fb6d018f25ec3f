// Touches the world: edits a stack's .env.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SpecivoStack } from './stack.ts';

/** Pins another version in `.env`, by hand as the guide says; nothing is started. */
export async function pinVersion(stack: SpecivoStack, version: string): Promise<void> {
	const file = path.join(stack.directory, '.env');
	const before = await readFile(file, 'utf8');
	await writeFile(file, before.replace(/^SPECIVO_VERSION=.*$/m, `SPECIVO_VERSION=${version}`));
}
