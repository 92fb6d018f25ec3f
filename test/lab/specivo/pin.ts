// Touches the world: edits a stack's .env.
import { setInEnvironment } from '../pin.ts';
import type { SpecivoStack } from './stack.ts';

/** Pins another version in `.env`, by hand as the guide says; nothing is started. */
export async function pinVersion(stack: SpecivoStack, version: string): Promise<void> {
	await setInEnvironment(stack.directory, 'SPECIVO_VERSION', version);
}
