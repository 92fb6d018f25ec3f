// Touches the world: asks the server how far its dump has come.
import type { RestorePointContext } from '../context.ts';
import type { Meter } from '../progress.ts';
import { applicationName } from './arguments.ts';
import type { DatabasePlace } from './part.ts';
import type { PostgresServer } from './server.ts';
import { watchServer } from './server-progress.ts';
import * as statements from './statements.ts';

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
	let written = 0;
	let expected = false;
	const sent = new Map<string, number>();
	const end = watchServer(context, server, place.database, progress, async (session) => {
		if (!expected) {
			expected = true;
			const size = Number((await session.ask(statements.tableSizes))[0]);
			if (size > 0) progress.expect(size);
		}
		for (const line of await session.ask(statements.copiedBytes(applicationName(context.run)))) {
			const [table = '', bytes] = line.split('|');
			sent.set(table, Number(bytes));
		}
		return written > 0 ? 0 : [...sent.values()].reduce((sum, bytes) => sum + bytes, 0);
	});
	return {
		onBytes(total, of) {
			if (of === 'file') return;
			if (total > written) progress.add(total - written);
			written = Math.max(written, total);
		},
		end,
	};
}
