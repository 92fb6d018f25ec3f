// Touches the world: saves a server's roles and globals into a restore point.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../../docker/command-error.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { storeOutput } from '../artifact/container-program.ts';
import { sealArtifact } from '../artifact/store.ts';
import type { TakeContext } from '../data-kind.ts';
import { applicationName, pgDumpGlobals } from './arguments.ts';
import { globalsFile } from './names.ts';
import type { RunningServer } from './open-server.ts';
import type { DatabasePlace } from './part.ts';

/**
 * Saves roles, their rights and tablespaces as SQL: what a dump of one database leaves out. With the passwords'
 * hashes where the user may read them.
 * @returns no artifact and the reason when the server's programs cannot do it: the database is saved all the same
 */
export async function takeGlobals(
	context: TakeContext,
	server: RunningServer,
	place: DatabasePlace,
): Promise<{ readonly artifacts: readonly Artifact[]; readonly problem?: string }> {
	if (context.physical === 'only') return { artifacts: [] };
	const file = context.nameFor(globalsFile(place.service));
	const path = join(context.directory, file);
	let problem = '';
	for (const passwords of [true, false]) {
		try {
			await storeOutput(
				context,
				server,
				pgDumpGlobals(server.user, place.database, applicationName(context.run), passwords),
				path,
			);
			return {
				artifacts: [await sealArtifact(context.directory, { role: 'globals', file }, context.signal)],
			};
		} catch (error) {
			if (!(error instanceof CommandError) || context.signal?.aborted) throw error;
			problem = error.stderr.split('\n').at(-1) || error.message;
			await rm(path, { force: true });
		}
	}
	return { artifacts: [], problem };
}
