// Touches the world: asks the server how far its dump has come.
import type { RestorePointContext } from '../context.ts';
import type { Meter } from '../progress.ts';
import { applicationName } from './arguments.ts';
import type { DatabasePlace } from './part.ts';
import { openSession, type PostgresServer } from './server.ts';
import * as statements from './statements.ts';

/** Milliseconds between two questions. */
const pause = 500;

/** How far a dump has come, for a bar. */
export type DumpWatch = {
	/** Told what is known of the output itself. */
	readonly onBytes: (total: number, of: 'output' | 'file') => void;
	readonly end: () => Promise<void>;
};

/**
 * Shows a dump's progress. Where its bytes are compressed before anybody can count them, the server is asked what
 * its COPY has sent (PostgreSQL 14 and newer), against the size of all tables; an estimate, and only a bar.
 */
export function watchDump(
	context: RestorePointContext,
	server: PostgresServer,
	place: DatabasePlace,
	progress: Meter,
): DumpWatch {
	const session = openSession(context, server, place.database);
	let going = true;
	let counted = 0;
	const asking = (async () => {
		const size = Number((await session.ask(statements.tableSizes))[0]);
		if (size > 0) progress.expect(size);
		const sent = new Map<string, number>();
		while (going) {
			for (const line of await session.ask(statements.copiedBytes(applicationName(context.run)))) {
				const [table = '', bytes] = line.split('|');
				sent.set(table, Number(bytes));
			}
			const total = [...sent.values()].reduce((sum, bytes) => sum + bytes, 0);
			if (total > counted) progress.add(total - counted);
			counted = Math.max(counted, total);
			await new Promise((resolve) => setTimeout(resolve, pause));
		}
	})();
	// A server that cannot tell has no bar; whether the dump is whole is found out elsewhere.
	asking.catch(() => {});
	return {
		onBytes(total, of) {
			if (of === 'file') return;
			if (total > counted) progress.add(total - counted);
			counted = Math.max(counted, total);
		},
		async end() {
			going = false;
			// It may wait for the same lock as the dump did: closing ends it.
			await session.close();
			await asking.catch(() => {});
		},
	};
}
