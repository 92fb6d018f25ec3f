// Touches the world: looks at what a way back has kept.
import type { ImageState } from '../plan/image-state.ts';
import type { Kept } from '../plan/ways-back.ts';
import type { RestorePointContext } from '../restore-points/context.ts';
import type { KeptPart } from '../restore-points/data-kind.ts';
import { kindOf } from '../restore-points/data-kinds.ts';
import type { Manifest } from '../restore-points/manifest.ts';
import { readManifest } from '../restore-points/manifest-file.ts';
import { copiesSchema } from '../restore-points/postgres/live-files.ts';
import { selectParts } from '../restore-points/selection.ts';
import { externalServers } from '../survey/data.ts';
import type { Stack } from '../survey/identify.ts';
import type { KeptState } from './kept-state.ts';

/**
 * Whether it can come back.
 * @param image of the version it was kept of
 */
export async function lookAtKept(stack: Stack, state: KeptState, image: ImageState): Promise<Kept> {
	const { version, at, alone } = state;
	const about = { version, at, image, ...(alone ? { alone } : {}) };
	const found = await keptParts(stack, state).then(
		(parts) => ({ parts }),
		(error: Error) => ({ problem: `what was kept cannot be looked at: ${error.message}` }),
	);
	if ('problem' in found) return { ...about, problem: found.problem };
	const problems = found.parts.flatMap(({ name, isThere, stuck }) =>
		isThere ? (stuck ?? []) : [`${name} is gone`],
	);
	return { ...about, ...(problems.length > 0 ? { problem: problems.join('; ') } : {}) };
}

/** Each part of it. @throws OperatorError, CommandError when nobody can tell, or its restore point is gone, which names the parts */
export async function keptParts(stack: Stack, state: KeptState): Promise<readonly KeptPart[]> {
	const { parts } = selectParts(await readManifest(state.restorePoint), state.alone);
	const found: KeptPart[] = [];
	for (const part of parts) {
		const kept = await kindOf(part).kept?.(contextOf(stack, state), part, new Date(state.at));
		if (kept) found.push(kept);
	}
	return found;
}

/** Removes all parts of it, and nothing else. @throws OperatorError, CommandError; what was removed by then is gone */
export async function removeKept(stack: Stack, state: KeptState, manifest: Manifest): Promise<void> {
	for (const part of selectParts(manifest, state.alone).parts)
		await kindOf(part).removeKept?.(contextOf(stack, state), part, new Date(state.at));
}

const contextOf = (stack: Stack, { copies }: KeptState): RestorePointContext => ({
	...{ engine: stack.engine, project: stack.project, run: 'kept-state', servers: externalServers(stack) },
	copies: copies === undefined ? undefined : copiesSchema.parse(JSON.parse(copies)),
	onProgress: () => {},
});
