// Touches the world: reads what a vendor's script wrote once more.
import { join } from 'node:path';
import { digestReadBefore } from '../artifact/read-before.ts';
import type { PartProof, ProveContext } from '../data-kind.ts';
import { scriptProof } from './describe.ts';
import type { ScriptPart } from './part.ts';
import { readThrough } from './read-through.ts';

/**
 * Reads each file to its end in its own format; one that this process hashed, and nobody changed since, is the one it
 * read when it was taken. Nothing is loaded: what brings it back is the vendor's.
 */
export async function proveScript(
	{ path, signal }: Pick<ProveContext, 'path' | 'signal'>,
	part: ScriptPart,
): Promise<PartProof<ScriptPart>> {
	for (const artifact of part.artifacts) {
		const file = join(path, artifact.file);
		if (!(await digestReadBefore(file))) await readThrough(file, artifact.path, signal);
	}
	return { took: 0, detail: scriptProof(part), part };
}
