// Touches the world: reaches the database in use and the one that was restored beside it.
import { join } from 'node:path';
import { OperatorError } from '../../host/errors.ts';
import type { RestorePointContext } from '../context.ts';
import type { RestoredBeside } from '../data-kind.ts';
import { roomMissing } from '../proof-room.ts';
import { applicationName } from './arguments.ts';
import type { Side } from './copy-out.ts';
import { databaseBesideName } from './names.ts';
import type { PostgresPart } from './part.ts';
import { startProofServer } from './proof-container.ts';
import { imageOf } from './proof-image.ts';
import { query } from './server.ts';
import { endSessionsNamed } from './statements.ts';
import { askingServer, withServer } from './with-server.ts';

/** What was saved, and what is in use. */
export type BothSides = { readonly saved: Side; readonly now: Side };

/**
 * Work that reads both. What was restored as a copy of the server's files is started for it in a throw-away
 * container, from a copy of its own.
 * @throws OperatorError when there is no room for that; CommandError; what the work throws
 */
export async function withBothSides<T>(
	context: RestorePointContext,
	point: RestoredBeside,
	part: PostgresPart,
	work: (sides: BothSides) => Promise<T>,
): Promise<T> {
	try {
		return await withServer(context, part, async (server) => {
			const now = { server, database: part.database };
			if (part.outside || !part.physical || !context.copies?.[part.service])
				return work({ saved: { server, database: databaseBesideName(part.database, point.at) }, now });
			const copy = join(point.path, part.physical.directory);
			await demandRoom(context, part.physical.bytes);
			const started = await startProofServer(context, {
				image: imageOf(point, part),
				name: `lockkeeper-compare-${context.run}-${part.service}`,
				user: part.user,
				preload: '',
				copyOf: copy,
			});
			try {
				return await work({ saved: { server: started, database: part.database }, now });
			} finally {
				await started.remove();
			}
		});
	} catch (error) {
		const { signal: _, ...unstoppable } = context;
		// A psql whose client was ended goes on inside its container until it next writes.
		await askingServer(unstoppable, part, (server) =>
			query(unstoppable, server, part.database, endSessionsNamed(applicationName(context.run))),
		).catch(() => {});
		throw error;
	}
}

async function demandRoom(context: RestorePointContext, bytes: number): Promise<void> {
	const missing = await roomMissing(context, bytes);
	if (missing !== undefined)
		throw new OperatorError(`its copy was not started for it: ${missing}`, { exit: 3 });
}
