// Touches the world: ends database sessions.
import type { RestorePointContext } from '../context.ts';
import { isUp, untilNone } from '../left-sessions.ts';
import { applicationName } from './arguments.ts';
import type { DatabasePlace } from './part.ts';
import { query } from './server.ts';
import * as statements from './statements.ts';
import { askingServer } from './with-server.ts';

/**
 * Ends the sessions that a killed run left in a server, by our own name in `pg_stat_activity`: a dump goes on inside its
 * container when its client was killed. Nobody else's. Where the server does not run, they are gone with it.
 * @returns how many there were
 * @throws OperatorError, CommandError
 */
export async function endLeftoverSessions(
	context: RestorePointContext,
	place: DatabasePlace,
): Promise<number> {
	if (!place.external && !(await isUp(context, place.service))) return 0;
	const end = statements.endSessionsNamed(applicationName(context.run));
	return askingServer(context, place, (server) =>
		untilNone(async () => (await query(context, server, place.database, end)).length),
	);
}
