// Touches the world: reads alembic's revision from the database, and the newest one from an image.
import type { ComposeProject } from '../../docker/arguments.ts';
import * as docker from '../../docker/arguments.ts';
import { CommandError } from '../../docker/command-error.ts';
import type { Engine } from '../../docker/engine.ts';
import { run } from '../../docker/run.ts';
import type { DatabasePlace } from '../../restore-points/postgres/part.ts';
import { askDatabase } from '../ask-database.ts';

/**
 * The database's alembic revision, from the database itself: that works while the app is down.
 * Undefined when it was never migrated.
 * @throws Error when there is more than one: two schemas were mixed by a restore (systems, "documented restores")
 * @throws CommandError when the database cannot be asked
 */
export async function readAlembicRevision(
	engine: Engine,
	project: ComposeProject,
	place: DatabasePlace,
	signal?: AbortSignal,
): Promise<string | undefined> {
	try {
		const question = 'SELECT version_num FROM alembic_version;';
		const revisions = (await askDatabase(engine, project, place, question, signal))
			.split('\n')
			.filter(Boolean);
		if (revisions.length > 1) {
			throw new Error(
				`alembic_version holds ${revisions.length} revisions (${revisions.join(', ')}): two schemas are mixed in ${place.database}`,
			);
		}
		return revisions[0];
	} catch (error) {
		if (error instanceof CommandError && error.stderr.includes('relation "alembic_version" does not exist'))
			return undefined;
		throw error;
	}
}

/** The newest revision in the output of `alembic heads`, e.g. `0020 (head)`. @throws Error when there is none or several */
export function parseHeads(stdout: string): string {
	const heads = stdout
		.split('\n')
		.filter((line) => line.endsWith('(head)'))
		.map((line) => line.split(' ')[0] ?? '');
	if (heads.length === 1 && heads[0]) return heads[0];
	throw new Error(
		heads.length === 0
			? `expected one alembic head, found none in “${stdout.trim()}”`
			: `expected one alembic head, found ${heads.join(', ')}`,
	);
}

/** The newest revision an image that is here knows, read in a container of its own without network. */
export async function readAlembicHead(engine: Engine, image: string, signal?: AbortSignal): Promise<string> {
	const { stdout } = await run(engine, docker.runOnce(engine, image, 'alembic', ['heads']), {
		deadline: 60_000,
		signal,
	});
	return parseHeads(stdout);
}
