// Touches the world: puts a restored database in the place of the live one.
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '../../host/errors.ts';
import type { RestorePointContext } from '../context.ts';
import { type DatabaseSession, parseSessions } from './answers.ts';
import { maintenanceOf } from './maintenance.ts';
import { databasesAmong } from './restore.ts';
import { type PostgresServer, query } from './server.ts';
import * as statements from './statements.ts';
import { askingServer, type Whose } from './with-server.ts';

/** The database that is swapped. */
type Swapped = Whose & { readonly database: string };

/** Milliseconds that sessions of services just stopped may take to go away. */
const patience = 10_000;

/**
 * Renames the live database to `keptAs` and the restored one to the live name, both or none. Done before,
 * it does nothing; so it can be called again after a kill.
 * @throws OperatorError naming the sessions that hold a database open, or saying which database is missing
 */
export async function swapDatabases(
	context: RestorePointContext,
	place: Swapped,
	beside: string,
	keptAs: string,
): Promise<void> {
	return askingServer(context, place, (server) => swapOn(context, server, place, beside, keptAs));
}

async function swapOn(
	context: RestorePointContext,
	server: PostgresServer,
	place: Swapped,
	beside: string,
	keptAs: string,
): Promise<void> {
	if (!(await demandReady(context, server, place, beside, keptAs))) return;
	const maintenance = maintenanceOf(place.database);
	await query(context, server, maintenance, statements.swapDatabases(place.database, beside, keptAs));
}

/** All that the swap would refuse. @throws OperatorError naming who holds a database open, or which one is missing */
export async function demandDatabaseReady(
	context: RestorePointContext,
	place: Swapped,
	beside: string,
	keptAs: string,
): Promise<void> {
	await askingServer(context, place, (server) => demandReady(context, server, place, beside, keptAs));
}

/** Whether the server of a database has another one of this name. */
export async function isDatabase(
	context: RestorePointContext,
	place: Swapped,
	name: string,
): Promise<boolean> {
	return askingServer(
		context,
		place,
		async (server) =>
			(await databasesAmong(context, server, maintenanceOf(place.database), [name])).length > 0,
	);
}

/** @throws OperatorError naming who holds the database open */
export async function demandNobodyOn(context: RestorePointContext, place: Swapped): Promise<void> {
	await askingServer(context, place, (server) => demandUnused(context, server, place, [place.database]));
}

/** @returns false when the swap was done before */
async function demandReady(
	context: RestorePointContext,
	server: PostgresServer,
	place: Swapped,
	beside: string,
	keptAs: string,
): Promise<boolean> {
	const maintenance = maintenanceOf(place.database);
	const there = new Set(await databasesAmong(context, server, maintenance, [place.database, beside, keptAs]));
	if (there.has(place.database) && there.has(keptAs) && !there.has(beside)) return false;
	if (!there.has(place.database) || !there.has(beside) || there.has(keptAs))
		throw new OperatorError(
			`Expected the databases ${place.database} and ${beside} and none called ${keptAs}, found ${[...there].join(', ') || 'none of them'}.`,
			{ exit: 3, advice: ['Nothing was renamed. Look at the databases of this server by hand.'] },
		);
	await demandUnused(context, server, place, [place.database, beside]);
	return true;
}

/** Who holds the database open, ourselves left out. */
export async function sessionsOnDatabase(
	context: RestorePointContext,
	place: Swapped,
): Promise<readonly DatabaseSession[]> {
	return askingServer(context, place, (server) => sessionsAmong(context, server, place, [place.database]));
}

async function sessionsAmong(
	context: RestorePointContext,
	server: PostgresServer,
	place: Swapped,
	databases: readonly string[],
): Promise<readonly DatabaseSession[]> {
	return parseSessions(
		await query(context, server, maintenanceOf(place.database), statements.sessionsOn(databases)),
	);
}

/** Ends every session on the database: only after the operator was asked. */
export async function endSessionsOnDatabase(context: RestorePointContext, place: Swapped): Promise<void> {
	await askingServer(context, place, (server) =>
		query(context, server, maintenanceOf(place.database), statements.endSessionsOn(place.database)),
	);
}

async function demandUnused(
	context: RestorePointContext,
	server: PostgresServer,
	place: Swapped,
	databases: readonly string[],
): Promise<void> {
	const end = performance.now() + patience;
	for (;;) {
		const sessions = await sessionsAmong(context, server, place, databases);
		if (sessions.length === 0) return;
		if (performance.now() > end)
			throw new OperatorError(
				`Expected nobody on database ${place.database}, found ${sessions.map(describe).join('; ')}. Nothing was renamed.`,
				{ exit: 3, advice: ['Stop what holds it open, then try again.'] },
			);
		await sleep(250, undefined, context.signal ? { signal: context.signal } : {});
	}
}

const describe = (session: DatabaseSession) =>
	`session ${session.pid} of ${session.user} (${session.application || 'no name'}, ${session.address}, ${session.state || 'unknown state'})`;
