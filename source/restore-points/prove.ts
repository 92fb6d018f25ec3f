// Touches the world: proves a restore point by restoring it elsewhere.
import { dirname } from 'node:path';
import type { RestorePointContext } from './context.ts';
import type { ProveContext } from './data-kind.ts';
import { kindOf } from './data-kinds.ts';
import type { Manifest, Part } from './manifest.ts';
import { readManifest, writeManifest } from './manifest-file.ts';
import { removeLeftoverDirectories } from './proof-directory.ts';
import type { AskedLevel } from './proof-levels.ts';
import { afterFailure, afterSuccess } from './proof-record.ts';
import { watchRooms } from './proof-room.ts';
import { removeLeftoverProofs } from './throw-away.ts';
import { NotStarted } from './throw-away-server.ts';
import { verifyFiles } from './verify-artifacts.ts';

/**
 * Proves a restore point: compares its files with the manifest, then lets each kind of data prove its part as far
 * as the level asks. Notes it in the manifest.
 * @throws OperatorError, CommandError; the manifest then says what was found wrong, or what it said before when
 * nothing was found out
 */
export async function proveRestorePoint(
	context: RestorePointContext,
	path: string,
	level: AskedLevel = 'data',
): Promise<Manifest> {
	// Left by a proof that was killed. Who proves has the stack's lock, so none of them is in use; a failure to look
	// shows again where a container or the room is needed.
	await removeLeftoverProofs(context).catch(() => {});
	await removeLeftoverDirectories(dirname(path)).catch(() => {});
	const manifest = await readManifest(path);
	const stop = new AbortController();
	const room = await watchRooms(context, [path]);
	const signal = AbortSignal.any([stop.signal, room.signal, ...(context.signal ? [context.signal] : [])]);
	// A throw-away server starts while the files are still being read.
	const verifying = verifyFiles(path, manifest, { ...context, signal });
	verifying.catch((error) => stop.abort(error));
	const proving = proveParts({ ...context, signal, path, manifest, level });
	try {
		// A damaged file fails to load as well: what is wrong with the file is the reason to tell.
		await Promise.allSettled([proving]);
		await verifying;
		const { parts, took, detail } = await proving;
		const proof = { level, at: new Date().toISOString(), restoreTook: took, detail };
		return await writeManifest(path, { ...manifest, parts, proof: afterSuccess(manifest.proof, proof) });
	} catch (error) {
		if (context.signal?.aborted) throw error;
		if (room.signal.aborted) throw room.signal.reason;
		if (!(error instanceof NotStarted)) await noteFailure(path, manifest, level, error);
		throw error;
	} finally {
		room.end();
	}
}

/** What cannot be noted must not hide what was found. */
async function noteFailure(
	path: string,
	manifest: Manifest,
	level: AskedLevel,
	error: unknown,
): Promise<void> {
	const problem = error instanceof Error ? error.message : String(error);
	const proof = afterFailure(manifest.proof, { level, at: new Date().toISOString(), problem });
	await writeManifest(path, { ...manifest, proof }).catch(() => {});
}

async function proveParts(context: Omit<ProveContext, 'number'>) {
	let took = 0;
	const parts: Part[] = [];
	const details: string[] = [];
	for (const [index, part] of context.manifest.parts.entries()) {
		context.signal?.throwIfAborted();
		const proof = await kindOf(part).prove({ ...context, number: index + 1 }, part);
		took += proof.took;
		parts.push(proof.part);
		if (proof.detail) details.push(proof.detail);
	}
	return { parts, took, detail: details.join('; ') };
}
