// Touches the world: saves a database into a restore point.
import { OperatorError } from '../../host/errors.ts';
import type { Artifact } from '../artifact/artifact.ts';
import type { TakeContext } from '../data-kind.ts';
import { removeProofsOfRun } from '../throw-away.ts';
import { onlyLine, parseGrants, parseNames, parseParameters, parseSettings, parseTables } from './answers.ts';
import { bothOrFirstError } from './both-or-first-error.ts';
import { type DatabaseContent, demandRevision, holdTables, readContent } from './content.ts';
import { demandPrograms } from './demand-programs.ts';
import { dumpPlace } from './dump-helper.ts';
import { endLeftoverSessions } from './end-sessions.ts';
import { dumpFile } from './names.ts';
import type { RunningServer } from './open-server.ts';
import type { DatabasePlace, PostgresPart } from './part.ts';
import { openSession } from './server.ts';
import * as statements from './statements.ts';
import { sealDump, writeDump } from './take-dump.ts';
import { takeGlobals } from './take-globals.ts';
import { type TakenCopy, takePhysical } from './take-physical.ts';
import { withServer } from './with-server.ts';

/**
 * Saves a database through its own container, or one of ours where its server is outside of the stack: a dump and, from the same snapshot, the rows and a digest of each
 * table; roles and globals; a physical copy where there is room.
 * @throws OperatorError, CommandError; our sessions in the server are then ended
 */
export async function takePostgres(context: TakeContext, place: DatabasePlace): Promise<PostgresPart> {
	return withServer(context, place, (server) => takeThrough(context, place, server));
}

async function takeThrough(
	context: TakeContext,
	place: DatabasePlace,
	server: RunningServer & { readonly imageId?: string },
): Promise<PostgresPart> {
	await demandPrograms(context, server, place);
	const session = openSession(context, server, place.database);
	try {
		await session.ask(statements.withoutTimeouts);
		const about = await readAbout(session.ask);
		context.noteTool(`pg_dump of ${place.service}`, about.server);
		const dumps = context.physical !== 'only';
		const bytes = Number(onlyLine(await session.ask(statements.databaseSize), statements.databaseSize));
		const port = onlyLine(await session.ask(statements.serverPort), statements.serverPort);
		const address = { host: '127.0.0.1', port };
		const where = dumps ? await dumpPlace(context, server, place, address, bytes) : server;
		const clusterBytes = Number(onlyLine(await session.ask(statements.clusterSize), statements.clusterSize));
		await session.ask(statements.begin);
		const snapshot = onlyLine(await session.ask(statements.exportSnapshot), statements.exportSnapshot);
		// Of the snapshot: what is written while the dump is made counts as well.
		const transactionsBegun = Number(
			onlyLine(await session.ask(statements.transactionsBegun), statements.transactionsBegun),
		);
		const unlogged = parseTables(await session.ask(statements.listUnlogged)).map(
			({ schema, table }) => `${schema}.${table}`,
		);
		const databases = [...parseNames(await session.ask(statements.listDatabases))];
		const seen = { unlogged, databases, transactionsBegun, clusterBytes, address };
		const file = context.nameFor(dumpFile(place.service, place.database));
		await bothOrFirstError(
			async (signal) => {
				if (dumps) await writeDump({ ...context, signal }, server, place, snapshot, file, where);
			},
			() => holdTables(session),
			context.signal,
			false,
		);
		// Reading rows beside the dump would only slow it down; beside its check a processor is free.
		const [saved, content] = await bothOrFirstError<Artifact[] | TakenCopy, DatabaseContent>(
			async (signal) =>
				dumps
					? [await sealDump({ ...context, signal }, place, file, where)]
					: await takePhysical({ ...context, signal }, server, place, seen),
			() => readContent(session),
			context.signal,
			context.oneAtATime,
		);
		// Sizes wait for locks, as reading rows does: asked only once these are had.
		const tableBytes = Number(onlyLine(await session.ask(statements.tableSizes), statements.tableSizes));
		const indexes = (await session.ask(statements.listSecondaryIndexes)).map((line) =>
			line.split('|').map(Number),
		);
		demandTables(place, content.tables);
		demandRevision(context.schemaRevision, content.revision, `database ${place.database}`);
		const globals = await takeGlobals(context, server, place);
		const dump = Array.isArray(saved) ? saved : [];
		const physical = Array.isArray(saved) ? await takePhysical(context, server, place, seen) : saved;
		return {
			kind: 'postgres',
			artifacts: [...dump, ...globals.artifacts],
			service: place.service,
			...(server.imageId === undefined ? {} : { outside: { image: server.imageId } }),
			user: place.user,
			database: place.database,
			...about,
			tables: content.tables,
			tableBytes,
			objects: content.objects,
			secondaryIndexes: indexes.map(([id = 0]) => id),
			secondaryIndexBytes: indexes.reduce((sum, [, bytes = 0]) => sum + bytes, 0),
			...physical,
			...(globals.problem === undefined ? {} : { withoutGlobals: globals.problem }),
		};
	} catch (error) {
		await removeProofsOfRun(context).catch(() => {});
		// What a stopped dump left going on in the server; where that cannot be asked, it is gone with it.
		const { signal: _, ...unstoppable } = context;
		await endLeftoverSessions(unstoppable, place).catch(() => {});
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
		bootstrap: String(JSON.parse(await one(statements.bootstrapRole))),
		preload: (await ask(statements.preloadedLibraries)).join(''),
	};
}

function demandTables({ service, database }: DatabasePlace, tables: readonly unknown[]): void {
	if (tables.length > 0) return;
	throw new OperatorError(
		`Expected tables in database ${database} of service ${service}, found none: there is nothing to come back to.`,
		{ exit: 3, advice: ['See which database the app really uses, and name it in the runbook.'] },
	);
}
