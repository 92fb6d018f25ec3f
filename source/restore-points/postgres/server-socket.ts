// Touches the world: asks where a server's socket lies, as a helper beside its container reaches it.
import { run } from '../../docker/run.ts';
import type { RestorePointContext } from '../context.ts';
import { onlyLine } from './answers.ts';
import type { RunningServer } from './open-server.ts';
import { query } from './server.ts';
import * as statements from './statements.ts';

/** libpq's `host` and `port`. */
export type ServerSocket = { readonly host: string; readonly port: string };

/** @throws CommandError when the server or its container cannot be asked */
export async function socketSeenBeside(
	context: RestorePointContext,
	server: RunningServer,
	database: string,
): Promise<ServerSocket> {
	const socket = onlyLine(
		await query(context, server, database, statements.serverSocket),
		statements.serverSocket,
	);
	const [directories = '', port = '5432'] = socket.split('|');
	const [first = ''] = directories.split(',');
	// Its links lead elsewhere when they are followed from outside.
	const { stdout: real } = await run(context.engine, server.command(['readlink', '-f', first.trim()]), {
		deadline: 60_000,
		signal: context.signal,
	});
	return { host: `/proc/1/root${real.trim()}`, port };
}
