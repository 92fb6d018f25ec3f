// Touches the world: looks whether what a way back has kept can come back.
import type { Kept } from '../plan/ways-back.ts';
import type { RestorePointContext } from '../restore-points/context.ts';
import { kindOf } from '../restore-points/data-kinds.ts';
import type { Manifest } from '../restore-points/manifest.ts';
import { readManifest } from '../restore-points/manifest-file.ts';
import { copiesSchema } from '../restore-points/postgres/live-files.ts';
import { externalServers } from '../survey/data.ts';
import type { Stack } from '../survey/identify.ts';
import type { KeptState } from './kept-state.ts';

/** @param image of the version it was kept of; undefined when it is gone from this host */
export async function lookAtKept(stack: Stack, state: KeptState, image: string | undefined): Promise<Kept> {
	const { version, at } = state;
	const found = await readManifest(state.restorePoint).then(
		(manifest) => ({ manifest }),
		(error: Error) => ({
			problem: `what was kept is told by a restore point that cannot be read: ${error.message}`,
		}),
	);
	if ('problem' in found) return { version, at, problem: found.problem };
	const problems = [
		...(image === undefined ? [`the image of ${version} is gone from this host`] : []),
		...(await partProblems(stack, state, found.manifest)),
	];
	return { version, at, ...(problems.length > 0 ? { problem: problems.join('; ') } : {}) };
}

async function partProblems(stack: Stack, state: KeptState, { parts }: Manifest): Promise<readonly string[]> {
	const context: RestorePointContext = {
		...{ engine: stack.engine, project: stack.project, run: 'ways-back', servers: externalServers(stack) },
		copies: state.copies === undefined ? undefined : copiesSchema.parse(JSON.parse(state.copies)),
		onProgress: () => {},
	};
	const problems: string[] = [];
	for (const part of parts) {
		const kind = kindOf(part);
		const problem = await kind
			.keptProblem?.(context, part, new Date(state.at))
			.catch((error: Error) => `${kind.label(part)} cannot be looked at: ${error.message}`);
		if (problem !== undefined) problems.push(problem);
	}
	return problems;
}
