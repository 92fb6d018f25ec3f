// Touches the world: loads a dump into an empty database and compares it.
import { join } from 'node:path';
import { OperatorError } from '../../host/errors.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { feedInput } from '../artifact/container-program.ts';
import type { RestorePointContext } from '../context.ts';
import { contentDifferences } from '../postgres/answers.ts';
import { differenceError } from '../postgres/load.ts';
import { meter } from '../progress.ts';
import { loader, markerOf } from './arguments.ts';
import { readContent } from './content.ts';
import type { MariadbPart, MariadbTable } from './part.ts';
import { type MariadbServer, openSession, query } from './server.ts';
import * as statements from './statements.ts';

/** Where to load and what is loaded. */
export type Load = {
	readonly server: MariadbServer;
	/** Directory of the restore point. */
	readonly path: string;
	readonly part: MariadbPart;
	/** Name of the database to create. */
	readonly database: string;
};

/**
 * Creates a database like the original, loads the dump with errors fatal, and compares tables, rows, digests and
 * objects. Whatever goes wrong, the new database stays and is the caller's to drop.
 * @returns milliseconds that load and comparison took, and what the tables hold
 * @throws CommandError with the program's words, OperatorError when something differs
 */
export async function loadDump(
	context: RestorePointContext,
	load: Load,
): Promise<{ readonly took: number; readonly tables: readonly MariadbTable[] }> {
	const begin = performance.now();
	const { server, part, database } = load;
	await query(context, server, undefined, statements.createDatabase(database, part.settings));
	await pour(context, load);
	const session = await openSession(context, server, database);
	try {
		await session.ask(statements.snapshot);
		const label = `comparison of ${part.database}`;
		const found = await readContent(
			session,
			{ database, marker: markerOf(context.run, database) },
			(done, total) => context.onProgress({ label, unit: 'items', done, total }),
		);
		const differences = contentDifferences(
			{ tables: expectedTables(part, found.tables), objects: part.objects },
			found,
		);
		if (differences.length > 0) throw differenceError(part.database, differences);
		return { took: Math.round(performance.now() - begin), tables: found.tables };
	} finally {
		await session.close();
	}
}

/** What was written to at the dump's moment has no other reference than what was loaded; it has to be there. */
export const expectedTables = (
	{ tables, written }: Pick<MariadbPart, 'tables' | 'written'>,
	found: readonly MariadbTable[],
): readonly MariadbTable[] =>
	tables.map((table) =>
		written.includes(table.name) ? (found.find(({ name }) => name === table.name) ?? table) : table,
	);

/** The artifact that holds the dump. @throws OperatorError when the restore point has none */
export function dumpOf({ artifacts, database }: Pick<MariadbPart, 'artifacts' | 'database'>): Artifact {
	const dump = artifacts.find(({ role }) => role === 'dump');
	if (dump) return dump;
	throw new OperatorError(`This restore point holds no dump of database ${database}.`, {
		exit: 3,
		advice: ['Choose another restore point.'],
	});
}

async function pour(context: RestorePointContext, { server, path, part, database }: Load): Promise<void> {
	const dump = dumpOf(part);
	const progress = meter(context.onProgress, {
		label: `load of ${part.database}`,
		unit: 'bytes',
		total: dump.bytes,
	});
	let seen = 0;
	const argv = loader(server.programs.client, server.user, database);
	await feedInput(context, server, argv, join(path, dump.file), {
		onBytes(read) {
			progress.add(read - seen);
			seen = read;
		},
	});
	progress.end();
}
