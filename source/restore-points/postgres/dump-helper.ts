// Touches the world: finds out whether a dump can be written without the engine in the byte path.
import process from 'node:process';
import { CommandError } from '../../docker/command-error.ts';
import { run } from '../../docker/run.ts';
import type { ProgramPlace } from '../artifact/container-program.ts';
import type { TakeContext } from '../data-kind.ts';
import { enginePlace } from '../engine-place.ts';
import { applicationName, psql, type ServerAddress } from './arguments.ts';
import { helperBeside, helperDirectory } from './helper.ts';
import type { RunningServer } from './open-server.ts';
import type { DatabasePlace } from './part.ts';

/** Bytes of a database from which on it is worth half a second to start a helper. */
const worthAHelper = 256 * 1024 * 1024;

/** Where a dump is made, and how the server is reached from there. */
export type DumpPlace = ProgramPlace & { readonly address?: ServerAddress };

/**
 * A helper beside the server that writes into the restore point itself: through the engine a dump costs half as
 * much again (1 GB: 8.9 s of CPU against 6.7). The server's own container where that cannot be, or is not worth it.
 * @param address of the server as its own container knows it, @param bytes of the database
 */
export async function dumpPlace(
	context: TakeContext,
	server: RunningServer,
	place: DatabasePlace,
	address: ServerAddress,
	bytes: number,
): Promise<DumpPlace> {
	if (place.external || bytes < worthAHelper || !server.packs) return server;
	if (process.getuid?.() !== 0 || 'problem' in (await enginePlace(context))) return server;
	const image = context.images.find(({ service }) => service === place.service)?.id;
	if (image === undefined) return server;
	try {
		const helper = { image, directory: context.directory, container: server.container };
		const command: ProgramPlace['command'] = (argv) => helperBeside(context, helper, argv);
		const ask = psql(server.user, place.database, applicationName(context.run), { address });
		await run(
			context.engine,
			command(['sh', '-c', 'test -w "$0" && command -v zstd && "$@" -c "SELECT 1"', helperDirectory, ...ask]),
			{ deadline: 60_000, signal: context.signal },
		);
		return {
			...{ command, packs: true, address },
			sees: { directory: context.directory, at: helperDirectory },
		};
	} catch (error) {
		// A server that asks for a password, or listens on its socket only, a mapped root: the long way works.
		if (error instanceof CommandError && !context.signal?.aborted) return server;
		throw error;
	}
}
