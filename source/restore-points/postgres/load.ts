// Touches the world: loads a dump into an empty database and compares it.
import { join } from 'node:path';
import { run } from '../../docker/run.ts';
import { OperatorError } from '../../host/errors.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { feedInput, type ProgramPlace, streamDeadline } from '../artifact/container-program.ts';
import type { RestorePointContext } from '../context.ts';
import { type Meter, meter } from '../progress.ts';
import { contentDifferences, onlyLine } from './answers.ts';
import { applicationName, pgRestore, pgRestoreList } from './arguments.ts';
import { demandRevision, readContent } from './content.ts';
import { withoutEntries } from './dump-list.ts';
import type { PostgresPart } from './part.ts';
import { openSession, type PostgresServer, query } from './server.ts';
import { watchServer } from './server-progress.ts';
import * as statements from './statements.ts';

/** Where the list of what to load lies, in a throw-away container. */
const listPath = '/tmp/lockkeeper-list';
/** Large objects are locked one by one: with more of them one transaction would run out of locks. */
const mostLargeObjects = 5000;

/** Where to load and what is loaded. */
export type Load = {
	readonly server: PostgresServer & ProgramPlace;
	/** A database that is always there, to create others from. */
	readonly maintenance: string;
	/** Directory of the restore point. */
	readonly path: string;
	readonly part: PostgresPart;
	/** Name of the database to create. */
	readonly database: string;
	/** `data` leaves out the indexes that only serve speed. */
	readonly level: 'data' | 'full';
	/** True for a server that is removed afterwards. */
	readonly throwAway: boolean;
	/** The dump as it was unpacked beside the server, and how many connections may load it; without it, it is fed. */
	readonly unpacked?: { readonly path: string; readonly jobs: number } | undefined;
	readonly schemaRevision?: string | undefined;
};

/**
 * Creates a database like the original, loads the dump with errors fatal, and compares tables, rows, digests,
 * objects and schema revision. Whatever goes wrong, the new database stays and is the caller's to drop.
 * @returns milliseconds that load and comparison took
 * @throws CommandError with the program's words, OperatorError when something differs
 */
export async function loadDump(context: RestorePointContext, load: Load): Promise<{ took: number }> {
	const begin = performance.now();
	const { settings } = load.part;
	await query(context, load.server, load.maintenance, statements.createDatabase(load.database, settings));
	await pour(context, load);
	await compareWithPart(context, load);
	const dressing = statements.dressDatabase(load.database, settings);
	if (dressing.length > 0) await query(context, load.server, load.maintenance, dressing.join('\n'));
	return { took: Math.round(performance.now() - begin) };
}

/** The artifact that holds the dump. @throws OperatorError when the restore point has none */
export function dumpOf({ artifacts, database }: PostgresPart): Artifact {
	const dump = artifacts.find(({ role }) => role === 'dump');
	if (dump) return dump;
	throw new OperatorError(`This restore point holds no dump of database ${database}, only a physical copy.`, {
		exit: 3,
		advice: ['Choose a restore point with a dump.'],
	});
}

async function compareWithPart(context: RestorePointContext, load: Load): Promise<void> {
	const { part, database, level } = load;
	const session = openSession(context, load.server, database);
	try {
		await session.ask(statements.begin);
		const label = `comparison of ${part.database}`;
		const found = await readContent(session, part.tables, (done, total) =>
			context.onProgress({ label, unit: 'items', done, total }),
		);
		const differences = contentDifferences(
			{ tables: part.tables, objects: level === 'full' ? part.objects : withoutSecondary(part) },
			found,
		);
		if (differences.length > 0) throw differenceError(part.database, differences);
		demandRevision(load.schemaRevision, found.revision, `The load of database ${part.database}`);
	} finally {
		await session.close();
	}
}

const withoutSecondary = ({ objects, secondaryIndexes }: PostgresPart) => ({
	...objects,
	indexes: (objects.indexes ?? 0) - secondaryIndexes.length,
});

async function pour(context: RestorePointContext, load: Load): Promise<void> {
	const { server, part, database, level, throwAway, unpacked } = load;
	const dump = dumpOf(part);
	const file = join(load.path, dump.file);
	const list = level === 'data' && part.secondaryIndexes.length > 0;
	if (list) await writeList(context, load, file);
	const progress = meter(context.onProgress, {
		label: `load of ${part.database}`,
		unit: 'bytes',
		total: unpacked ? expectedSize(load) : dump.bytes,
	});
	const oneTransaction = (part.objects['large objects'] ?? 0) <= mostLargeObjects;
	const argv = pgRestore(server.user, database, applicationName(context.run), {
		...(list ? { list: listPath } : {}),
		...(throwAway ? { throwAway: { oneTransaction } } : {}),
		unpacked,
	});
	if (unpacked) await loadUnpacked(context, load, argv, progress);
	else {
		let seen = 0;
		const onBytes = (read: number) => {
			progress.add(read - seen);
			seen = read;
		};
		await feedInput(context, server, argv, file, { onBytes });
	}
	progress.end();
}

/** Bytes of the loaded database, about: keys come on top of the tables. */
const expectedSize = ({ part, level }: Load) =>
	part.tableBytes * 1.1 + (level === 'full' ? part.secondaryIndexBytes : 0);

async function loadUnpacked(
	context: RestorePointContext,
	{ server, database }: Load,
	argv: readonly string[],
	progress: Meter,
): Promise<void> {
	const end = watchServer(context, server, database, progress, async (session) =>
		Number(onlyLine(await session.ask(statements.databaseSize), statements.databaseSize)),
	);
	try {
		await run(context.engine, server.command(argv), { deadline: streamDeadline, signal: context.signal });
	} finally {
		await end();
	}
}

/** Writes down beside the program which entries of the dump it shall load. */
async function writeList(
	context: RestorePointContext,
	{ server, part, unpacked }: Load,
	file: string,
): Promise<void> {
	const { stdout } = unpacked
		? await run(context.engine, server.command(pgRestoreList(unpacked.path)), {
				deadline: 60_000,
				signal: context.signal,
			})
		: await feedInput(context, server, pgRestoreList(), file, { readsAll: false });
	await run(context.engine, server.command(['tee', listPath]), {
		deadline: 60_000,
		signal: context.signal,
		input: withoutEntries(stdout, part.secondaryIndexes),
	});
}

export function differenceError(database: string, differences: readonly string[]): OperatorError {
	const more = differences.length > 5 ? ` … and ${differences.length - 5} more` : '';
	return new OperatorError(
		`The load of database ${database} is not what was saved: ${differences.slice(0, 5).join('; ')}${more}.`,
		{ exit: 3, advice: ['Do not rely on this restore point; take a new one.'] },
	);
}
