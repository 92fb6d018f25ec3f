// Touches the world: copies a stand-in's program into a build context.
import { cp } from 'node:fs/promises';

/** Copies without what Python caches: the hash of the build context would change with it. */
export async function copyProgram(source: string, target: string): Promise<void> {
	await cp(source, target, { recursive: true, filter: (file) => !file.includes('__pycache__') });
}
