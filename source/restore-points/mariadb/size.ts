// Touches the world: asks a server how large a database is.
import type { RestorePointContext } from '../context.ts';
import { openServer } from './open-server.ts';
import type { MariadbPlace } from './part.ts';
import { onlyLine, query } from './server.ts';
import * as statements from './statements.ts';

/** Bytes on disk and rows, an estimate of the server's own. @throws OperatorError, CommandError when it cannot be asked */
export async function mariadbSize(
	context: Pick<RestorePointContext, 'engine' | 'project' | 'signal'>,
	place: MariadbPlace,
): Promise<{ readonly bytes: number; readonly rows: number }> {
	const server = await openServer(context, place);
	const statement = statements.size(place.database);
	const [bytes, rows] = onlyLine(await query(context, server, undefined, statement), statement).split('|');
	return { bytes: Number(bytes), rows: Number(rows) };
}
