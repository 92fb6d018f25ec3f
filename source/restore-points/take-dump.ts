// Touches the world: dumps a database into a restore point.
import { join } from 'node:path';
import { runPiped } from '../docker/run.ts';
import { OperatorError } from '../host/errors.ts';
import type { DatabasePlace, RestorePointContext } from './context.ts';
import { demandRevision, readContent } from './database-content.ts';
import { dumpEdge, dumpProblem } from './dump-footer.ts';
import type { Manifest } from './manifest.ts';
import { onlyLine, parseGrants, parseNames, parseParameters, parseSettings } from './postgres-answers.ts';
import { applicationName, pgDump } from './postgres-arguments.ts';
import {
	openSession,
	type PostgresServer,
	query,
	serverOfService,
	streamDeadline,
} from './postgres-server.ts';
import * as statements from './postgres-statements.ts';
import { meter } from './progress.ts';
import { storeCompressed, storedProblem } from './store.ts';

type DatabaseEntry = Manifest['databases'][number];

/**
 * Dumps a database through its own container and counts its rows in the same snapshot.
 * @param file name of the dump within the restore point
 * @param revision the schema revision the survey found
 * @throws OperatorError, CommandError; our sessions in the server are then ended
 */
export async function takeDump(
	context: RestorePointContext,
	directory: string,
	file: string,
	place: DatabasePlace,
	revision: string | undefined,
): Promise<DatabaseEntry> {
	const server = serverOfService(context, place.service, place.user);
	const session = openSession(context, server, place.database);
	try {
		const about = await readAbout(session.ask);
		await session.ask(statements.begin);
		const snapshot = onlyLine(await session.ask(statements.exportSnapshot), statements.exportSnapshot);
		const [stored, content] = await bothOrFirstError(
			(signal) => dump({ ...context, signal }, server, place, snapshot, join(directory, file)),
			() => readContent(session),
			context.signal,
		);
		demandRevision(revision, content.revision, `database ${place.database}`);
		return { file, ...stored, ...place, ...about, tables: content.tables, objects: content.objects };
	} catch (error) {
		await endOurSessions(context, server, place.database);
		throw error;
	} finally {
		await session.close();
	}
}

async function readAbout(ask: (statement: string) => Promise<readonly string[]>) {
	const one = async (statement: string) => onlyLine(await ask(statement), statement);
	return {
		server: await one(statements.serverVersion),
		settings: {
			...parseSettings(await one(statements.databaseSettings)),
			parameters: parseParameters(await ask(statements.listParameters)),
			grants: parseGrants(await ask(statements.listGrants)),
		},
		roles: [...parseNames(await ask(statements.listRoles))],
		preload: (await ask(statements.preloadedLibraries)).join(''),
	};
}

async function dump(
	context: RestorePointContext,
	server: PostgresServer,
	place: DatabasePlace,
	snapshot: string,
	file: string,
) {
	const call = runPiped(
		context.engine,
		server.command(pgDump(server.user, place.database, applicationName(context.run), snapshot)),
		{ deadline: streamDeadline, signal: context.signal },
	);
	call.stdin.on('error', () => {});
	call.stdin.end();
	const progress = meter(context.onProgress, { label: `dump of ${place.database}`, unit: 'bytes' });
	const edges = keepEdges();
	let stored: Awaited<ReturnType<typeof storeCompressed>>;
	try {
		stored = await storeCompressed(
			call.stdout,
			file,
			(chunk) => {
				edges.add(chunk);
				progress.add(chunk.length);
			},
			context.signal,
		);
	} catch (error) {
		call.stop();
		throw error;
	}
	progress.end();
	// The stream ends the same way when pg_dump dies: its exit code counts as well.
	await call.ended;
	const problem =
		dumpProblem(edges.start(), edges.end(), stored.rawBytes) ??
		(await storedProblem(file, stored, context.signal));
	if (problem)
		throw new OperatorError(`The dump of database ${place.database} cannot be used: ${problem}.`, {
			exit: 3,
			advice: ['The stack was not changed. Look at the log of the database service, then try again.'],
		});
	return stored;
}

function keepEdges() {
	let start: Buffer = Buffer.alloc(0);
	let end: Buffer = Buffer.alloc(0);
	return {
		add(chunk: Buffer) {
			if (start.length < dumpEdge) start = Buffer.concat([start, chunk.subarray(0, dumpEdge - start.length)]);
			end =
				chunk.length >= dumpEdge
					? Buffer.from(chunk.subarray(-dumpEdge))
					: Buffer.concat([end, chunk]).subarray(-dumpEdge);
		},
		start: () => start.toString('latin1'),
		end: () => end.toString('latin1'),
	};
}

/** Runs both side by side; when one fails the first one is stopped and the first error is thrown. */
async function bothOrFirstError<A, B>(
	stoppable: (signal: AbortSignal) => Promise<A>,
	other: () => Promise<B>,
	signal: AbortSignal | undefined,
): Promise<[A, B]> {
	const stop = new AbortController();
	const first = stoppable(signal ? AbortSignal.any([signal, stop.signal]) : stop.signal);
	const second = other();
	try {
		return await Promise.all([first, second]);
	} catch (error) {
		stop.abort(error);
		await Promise.allSettled([first]);
		throw error;
	}
}

/**
 * Ends what a stopped dump left running inside the container, by our own name in `pg_stat_activity`.
 * Silent when the server cannot be asked: its sessions are gone with it.
 */
export async function endOurSessions(
	context: RestorePointContext,
	server: PostgresServer,
	database: string,
): Promise<void> {
	const { signal: _, ...unstoppable } = context;
	await query(unstoppable, server, database, statements.endSessionsNamed(applicationName(context.run))).catch(
		() => {},
	);
}

/** The same for the sessions of a run that was killed: by its id, nobody else's. */
export async function endLeftoverSessions(context: RestorePointContext, place: DatabasePlace): Promise<void> {
	await endOurSessions(context, serverOfService(context, place.service, place.user), place.database);
}
