// Touches the world: proves a restore point by restoring it elsewhere.
import type { RestorePointContext } from './context.ts';
import { kindOf } from './data-kinds.ts';
import type { Manifest, Part, ProofLevel } from './manifest.ts';
import { writeManifest } from './manifest-file.ts';
import { removeLeftoverProofs } from './throw-away.ts';
import { verifyArtifacts } from './verify-artifacts.ts';

/**
 * Proves a restore point: compares its files with the manifest, then lets each kind of data prove its part as far
 * as the level asks. Notes it in the manifest.
 * @throws OperatorError, CommandError; the manifest is then as it was before
 */
export async function proveRestorePoint(
	context: RestorePointContext,
	path: string,
	level: Exclude<ProofLevel, 'none'> = 'data',
): Promise<Manifest> {
	// Left by a proof that was killed. Who proves has the stack's lock, so none of them is in use; a failure to look
	// shows again where a container is needed.
	await removeLeftoverProofs(context).catch(() => {});
	const manifest = await verifyArtifacts(path, context);
	let took = 0;
	const parts: Part[] = [];
	const details: string[] = [];
	for (const [index, part] of manifest.parts.entries()) {
		const proof = await kindOf(part).prove({ ...context, path, manifest, level, number: index + 1 }, part);
		took += proof.took;
		parts.push(proof.part);
		if (proof.detail) details.push(proof.detail);
	}
	return writeManifest(path, {
		...manifest,
		parts,
		proof: { level, at: new Date().toISOString(), restoreTook: took, detail: details.join('; ') },
	});
}
