// Touches the world: asks a server, again and again, how far a piece of work has come.
import type { RestorePointContext } from '../context.ts';
import type { Meter } from '../progress.ts';
import { openSession, type PostgresServer, type PostgresSession } from './server.ts';

/** Milliseconds between two questions. */
const pause = 500;

/**
 * Shows progress as a server tells it, in a session of its own. A server that cannot tell has no bar; whether the
 * work is done is found out elsewhere.
 * @param look how much was done so far
 * @returns a function that ends it
 */
export function watchServer(
	context: RestorePointContext,
	server: PostgresServer,
	database: string,
	progress: Meter,
	look: (session: PostgresSession) => Promise<number>,
): () => Promise<void> {
	const session = openSession(context, server, database);
	let going = true;
	let counted = 0;
	const asking = (async () => {
		while (going) {
			const total = await look(session);
			if (total > counted) progress.add(total - counted);
			counted = Math.max(counted, total);
			await new Promise((resolve) => setTimeout(resolve, pause));
		}
	})();
	asking.catch(() => {});
	return async () => {
		going = false;
		// It may wait for the same lock as the work did: closing ends it.
		await session.close();
		await asking.catch(() => {});
	};
}
