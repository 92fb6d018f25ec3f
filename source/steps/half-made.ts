// Touches the world: removes containers that a killed `up` has made and not used.
import { removeUnused } from '../docker/arguments.ts';
import { run } from '../docker/run.ts';
import type { Stack } from '../survey/identify.ts';
import { listHalfMade } from '../survey/services.ts';

/**
 * Compose makes a container's successor under a name of its own, and renames it once the old one is gone. Killed in between,
 * or its engine, both are there, and the next `up` fails with a conflict of names (seen with 2.26). A successor whose old
 * one is gone stays: it has that one's anonymous volumes.
 */
export async function removeHalfMade({ engine, project }: Stack, signal?: AbortSignal): Promise<void> {
	for (const { Id } of await listHalfMade(engine, project, signal))
		await run(engine, removeUnused(engine, Id), { deadline: 60_000, signal });
}
