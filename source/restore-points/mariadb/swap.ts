// Touches the world: puts a restored database's tables in the place of the live ones.
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '../../host/errors.ts';
import type { RestorePointContext } from '../context.ts';
import { parseSessions, parseTables } from './answers.ts';
import { movesLeft, type SwapNames } from './moves.ts';
import { databaseBesideName, databaseKeptName } from './names.ts';
import { openServer } from './open-server.ts';
import type { MariadbPart } from './part.ts';
import { databasesAmong } from './restore.ts';
import { type MariadbServer, query } from './server.ts';
import * as statements from './statements.ts';

/** Milliseconds that sessions of services just stopped may take to go away. */
const patience = 10_000;

/**
 * Moves the live tables into a database of their own and the restored ones into the live database, by one statement:
 * all or none. Done before, it does nothing; so it can be called again after a kill.
 * @returns the name of the database that keeps the tables from before
 * @throws OperatorError naming who uses the database, or what is missing; CommandError
 */
export async function swapTables(context: RestorePointContext, part: MariadbPart, at: Date): Promise<string> {
	const server = await openServer(context, part);
	const names = namesOf(part, at);
	const there = await databasesAmong(context, server, Object.values(names));
	if (isSwapped(names, there)) return names.kept;
	await demandReady(context, server, names, there);
	if (!there.includes(names.kept))
		await query(context, server, undefined, statements.createDatabase(names.kept, part.settings));
	const moves = movesLeft(
		{
			live: await tablesOf(context, server, names.live),
			beside: await tablesOf(context, server, names.beside),
			kept: await tablesOf(context, server, names.kept),
		},
		names,
		part.tables.map(({ name }) => name),
	);
	if (moves.length > 0) await query(context, server, undefined, statements.moveTables(moves));
	await dropEmpty(context, server, names);
	return names.kept;
}

/** All that the swap would refuse. @throws OperatorError */
export async function demandTablesReady(
	context: RestorePointContext,
	part: MariadbPart,
	at: Date,
): Promise<void> {
	const server = await openServer(context, part);
	const names = namesOf(part, at);
	const there = await databasesAmong(context, server, Object.values(names));
	if (!isSwapped(names, there)) await demandReady(context, server, names, there);
}

const namesOf = ({ database }: MariadbPart, at: Date): SwapNames => ({
	live: database,
	beside: databaseBesideName(database, at),
	kept: databaseKeptName(database, at),
});

const isSwapped = ({ kept, beside }: SwapNames, there: readonly string[]) =>
	there.includes(kept) && !there.includes(beside);

async function demandReady(
	context: RestorePointContext,
	server: MariadbServer,
	{ live, beside }: SwapNames,
	there: readonly string[],
): Promise<void> {
	if (!there.includes(live) || !there.includes(beside))
		throw new OperatorError(
			`Expected the databases ${live} and ${beside}, found ${there.join(', ') || 'none of them'}.`,
			{ exit: 3, advice: ['Nothing was moved. Look at the databases of this server by hand.'] },
		);
	await demandUnused(context, server, [live, beside]);
}

/** The restored tables have gone: nothing is left in the database they came in. */
async function dropEmpty(
	context: RestorePointContext,
	server: MariadbServer,
	{ beside }: SwapNames,
): Promise<void> {
	const left = await tablesOf(context, server, beside);
	if (left.length > 0)
		throw new OperatorError(`Expected no tables left in database ${beside}, found ${left.join(', ')}.`, {
			exit: 3,
			advice: ['Nothing is lost. Look at the databases of this server by hand.'],
		});
	await query(context, server, undefined, statements.dropDatabase(beside));
}

async function tablesOf(
	context: RestorePointContext,
	server: MariadbServer,
	database: string,
): Promise<readonly string[]> {
	return parseTables(await query(context, server, undefined, statements.listTables(database))).map(
		({ name }) => name,
	);
}

async function demandUnused(
	context: RestorePointContext,
	server: MariadbServer,
	databases: readonly string[],
): Promise<void> {
	const end = performance.now() + patience;
	for (;;) {
		const sessions = parseSessions(await query(context, server, undefined, statements.sessionsOn(databases)));
		if (sessions.length === 0) return;
		if (performance.now() > end)
			throw new OperatorError(
				`Expected nobody on database ${databases[0]}, found ${sessions.map(({ id, user, host }) => `session ${id} of ${user} (${host})`).join('; ')}. Nothing was moved.`,
				{ exit: 3, advice: ['Stop what holds it open, then try again.'] },
			);
		await sleep(250, undefined, context.signal ? { signal: context.signal } : {});
	}
}
