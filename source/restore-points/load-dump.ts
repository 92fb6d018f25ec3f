// Touches the world: loads a dump into an empty database and compares it.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { runPiped } from '../docker/run.ts';
import { OperatorError } from '../host/errors.ts';
import type { RestorePointContext } from './context.ts';
import { demandRevision, readContent } from './database-content.ts';
import type { Manifest } from './manifest.ts';
import { contentDifferences } from './postgres-answers.ts';
import { applicationName, psqlLoad } from './postgres-arguments.ts';
import { openSession, type PostgresServer, query, streamDeadline } from './postgres-server.ts';
import * as statements from './postgres-statements.ts';
import { meter } from './progress.ts';
import { isClosedByReader } from './store.ts';

type DatabaseEntry = Manifest['databases'][number];

/** Where to load and what is loaded. */
export type Load = {
	readonly server: PostgresServer;
	/** A database that is always there, to create others from. */
	readonly maintenance: string;
	/** Directory of the restore point. */
	readonly path: string;
	readonly entry: DatabaseEntry;
	/** Name of the database to create. */
	readonly database: string;
	readonly schemaRevision?: string | undefined;
};

/**
 * Creates a database like the original, loads the dump with errors fatal, and compares tables, rows, digests,
 * objects and schema revision. Whatever goes wrong, the new database stays and is the caller's to drop.
 * @returns milliseconds that load and comparison took
 * @throws CommandError with psql's words, OperatorError when something differs
 */
export async function loadDump(context: RestorePointContext, load: Load): Promise<{ took: number }> {
	const begin = performance.now();
	const { settings } = load.entry;
	if (!settings)
		throw new Error(`The manifest of ${load.path} does not say how database ${load.entry.database} was made`);
	await query(context, load.server, load.maintenance, statements.createDatabase(load.database, settings));
	await pour(context, load);
	await compareWithManifest(context, load);
	const dressing = statements.dressDatabase(load.database, settings);
	if (dressing.length > 0) await query(context, load.server, load.maintenance, dressing.join('\n'));
	return { took: Math.round(performance.now() - begin) };
}

/** @throws OperatorError naming the first differences */
export async function compareWithManifest(context: RestorePointContext, load: Load): Promise<void> {
	const session = openSession(context, load.server, load.database);
	try {
		await session.ask(statements.begin);
		const progress = `comparison of ${load.entry.database}`;
		const found = await readContent(session, (done, total) =>
			context.onProgress({ label: progress, unit: 'items', done, total }),
		);
		const differences = contentDifferences(load.entry, found);
		if (differences.length > 0) throw differenceError(load.entry.database, differences);
		demandRevision(load.schemaRevision, found.revision, `The load of database ${load.entry.database}`);
	} finally {
		await session.close();
	}
}

async function pour(context: RestorePointContext, { server, path, entry, database }: Load): Promise<void> {
	const marker = `lockkeeper-end-of-${context.run}`;
	const psql = runPiped(
		context.engine,
		server.command(psqlLoad(server.user, database, applicationName(context.run))),
		{ deadline: streamDeadline, signal: context.signal },
	);
	const progress = meter(context.onProgress, {
		label: `load of ${entry.database}`,
		unit: 'bytes',
		total: entry.rawBytes,
	});
	const lastLine = readLastLine(psql.stdout);
	let bytes = 0;
	const written = await pipeline(
		createReadStream(join(path, entry.file)),
		createZstdDecompress(),
		async function* (chunks: AsyncIterable<Buffer>) {
			for await (const chunk of chunks) {
				bytes += chunk.length;
				progress.add(chunk.length);
				yield chunk;
			}
			// Whether all of it came to psql: the tail of a stdin has been lost with exit 0 (docker/compose#8811).
			yield Buffer.from(`\n\\echo ${marker}\n`);
		},
		psql.stdin,
		{ signal: context.signal },
	).catch((error) => error as Error);
	if (written instanceof Error && !isClosedByReader(written)) psql.stop();
	// psql's own words are the reason; a broken pipe is only what follows from it.
	await psql.ended;
	if (written instanceof Error && !isClosedByReader(written)) throw written;
	if ((await lastLine) !== marker)
		throw new OperatorError(`The load of database ${entry.database} was cut off: psql did not see its end.`, {
			exit: 3,
			advice: ['Try again.'],
		});
	if (bytes !== entry.rawBytes)
		throw new OperatorError(
			`${join(path, entry.file)}: expected ${entry.rawBytes} bytes of SQL, found ${bytes}.`,
			{ exit: 3, advice: ['Do not rely on this restore point; take a new one.'] },
		);
	progress.end();
}

async function readLastLine(stdout: NodeJS.ReadableStream): Promise<string> {
	let last = '';
	for await (const line of createInterface({ input: stdout, crlfDelay: 0 })) if (line) last = line;
	return last;
}

function differenceError(database: string, differences: readonly string[]): OperatorError {
	const more = differences.length > 5 ? ` … and ${differences.length - 5} more` : '';
	return new OperatorError(
		`The load of database ${database} is not what was saved: ${differences.slice(0, 5).join('; ')}${more}.`,
		{ exit: 3, advice: ['Do not rely on this restore point; take a new one.'] },
	);
}
