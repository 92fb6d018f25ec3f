// Touches the world: dumps a database into a restore point.
import { join } from 'node:path';
import { CommandError } from '../../docker/command-error.ts';
import { OperatorError } from '../../host/errors.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { feedInput, storeOutput } from '../artifact/container-program.ts';
import { flushArtifact } from '../artifact/store.ts';
import type { TakeContext } from '../data-kind.ts';
import { meter } from '../progress.ts';
import { applicationName, pgDump, pgRestoreToNowhere } from './arguments.ts';
import type { DumpPlace } from './dump-helper.ts';
import { watchDump } from './dump-progress.ts';
import type { RunningServer } from './open-server.ts';
import type { DatabasePlace } from './part.ts';

/** Dumps a database as it was at a snapshot. @throws OperatorError, CommandError; the file may be there in part */
export async function writeDump(
	context: TakeContext,
	server: RunningServer,
	place: DatabasePlace,
	snapshot: string,
	file: string,
	where: DumpPlace,
): Promise<void> {
	const path = join(context.directory, file);
	const progress = meter(context.onProgress, { label: `dump of ${place.database}`, unit: 'bytes' });
	const watch = watchDump(context, server, place, progress);
	try {
		await storeOutput(
			context,
			where,
			pgDump(server.user, place.database, applicationName(context.run), snapshot, where.address),
			path,
			watch.onBytes,
		);
	} finally {
		await watch.end();
	}
	progress.end();
}

/**
 * Makes a dump safe and reads it to its end with pg_restore: a whole frame may hold half a dump, and nothing else
 * notices missing entries. @throws OperatorError, CommandError when it is not whole
 */
export async function sealDump(
	context: TakeContext,
	{ database }: DatabasePlace,
	file: string,
	where: DumpPlace,
): Promise<Artifact> {
	const sealed = await flushArtifact(context.directory, { role: 'dump', file }, context.signal);
	await feedInput(context, where, pgRestoreToNowhere, join(context.directory, file)).catch((error) => {
		if (!(error instanceof CommandError) || context.signal?.aborted) throw error;
		throw new OperatorError(
			`The dump of database ${database} cannot be used: pg_restore cannot read it to its end: ${error.stderr || error.message}.`,
			{
				exit: 3,
				advice: ['The stack was not changed. Look at the log of the database service, then try again.'],
				cause: error,
			},
		);
	});
	return sealed;
}
