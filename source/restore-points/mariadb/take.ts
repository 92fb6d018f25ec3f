// Touches the world: saves a MariaDB or MySQL database into a restore point.
import { OperatorError } from '../../host/errors.ts';
import type { RestorePointContext } from '../context.ts';
import type { TakeContext } from '../data-kind.ts';
import { isUp, untilNone } from '../left-sessions.ts';
import { flavourOf, missingRights, parseSettings } from './answers.ts';
import { markerOf } from './arguments.ts';
import { readStructure, type Structure, warningsOf } from './content.ts';
import { dumpFile } from './names.ts';
import { openServer } from './open-server.ts';
import type { MariadbPart, MariadbPlace } from './part.ts';
import { dumpAndRead } from './same-moment.ts';
import { type MariadbServer, openSession, query } from './server.ts';
import * as statements from './statements.ts';
import { takeDump } from './take-dump.ts';
import { takeUsers } from './take-users.ts';

/**
 * Saves a database through its own container: a dump, the rows and a digest of each table, users and their rights.
 * @throws OperatorError, CommandError; our sessions in the server are then ended
 */
export async function takeMariadb(context: TakeContext, place: MariadbPlace): Promise<MariadbPart> {
	const server = await openServer(context, place);
	const where = { database: place.database, marker: markerOf(context.run, place.database) };
	try {
		await demandDatabase(context, server, place);
		const session = await openSession(context, server, place.database);
		try {
			const version = await session.line(statements.version);
			const settings = parseSettings(await session.line(statements.settings(place.database)));
			const flavour = flavourOf(version);
			context.noteTool(`dump of ${place.service}`, version);
			const structure = await readStructure(session, place.database);
			demandTables(place, structure);
			const hidden = missingRights(await session.ask(statements.ownGrants), place.database);
			const file = context.nameFor(dumpFile(place.service, place.database));
			const { dump, tables, written } = await dumpAndRead(
				context,
				server,
				where,
				structure,
				session,
				(signal) => takeDump({ ...context, signal }, server, { ...where, flavour, file }),
			);
			await session.ask(statements.rollback);
			demandSameStructure(place, structure, await readStructure(session, place.database));
			const users = await takeUsers(context, server, place.service, flavour);
			return {
				kind: 'mariadb',
				artifacts: [dump, ...users.artifacts],
				service: place.service,
				user: place.user,
				database: place.database,
				...(place.passwordVariable === undefined ? {} : { passwordVariable: place.passwordVariable }),
				server: version,
				settings,
				tables: tables.map(({ name, rows, digest }) => ({ name, rows, digest })),
				written: [...written],
				objects: { ...structure.objects },
				warnings: [...warningsOf(structure, tables), ...rightsWarning(place, hidden)],
				...(users.problem === undefined ? {} : { withoutUsers: users.problem }),
			};
		} finally {
			await session.close();
		}
	} catch (error) {
		await endOurSessions(context, server, where.marker);
		throw error;
	}
}

const rightsWarning = ({ user }: MariadbPlace, missing: readonly string[]): readonly string[] =>
	missing.length === 0
		? []
		: [
				`user ${user} is not seen to have ${missing.join(', ')}: what the server hides from it is not in the dump`,
			];

/**
 * Ends what a stopped dump left running inside the container, by the comment in its statements.
 * Silent when the server cannot be asked: its sessions are gone with it.
 */
async function endOurSessions(
	context: Pick<RestorePointContext, 'engine'>,
	server: MariadbServer,
	marker: string,
): Promise<void> {
	await endMarked({ engine: context.engine }, server, marker).catch(() => 0);
}

/** @returns how many there were */
async function endMarked(
	context: Pick<RestorePointContext, 'engine' | 'signal'>,
	server: MariadbServer,
	marker: string,
): Promise<number> {
	const ids = await query(context, server, undefined, statements.markedSessions(`${marker} `));
	// One that ended by itself meanwhile cannot be ended.
	for (const id of ids)
		await query(context, server, undefined, statements.endSession(Number(id))).catch(() => {});
	return ids.length;
}

/**
 * The same for the sessions of a run that was killed: by its id, nobody else's. Where the server does not run, they are
 * gone with it.
 * @returns how many there were
 * @throws OperatorError, CommandError
 */
export async function endLeftoverSessions(
	context: RestorePointContext,
	place: MariadbPlace,
): Promise<number> {
	if (!(await isUp(context, place.service))) return 0;
	const server = await openServer(context, place);
	const marker = markerOf(context.run, place.database);
	return untilNone(() => endMarked(context, server, marker));
}

async function demandDatabase(
	context: TakeContext,
	server: MariadbServer,
	{ service, user, database }: MariadbPlace,
): Promise<void> {
	const found = await query(context, server, undefined, statements.existingDatabases([database]));
	if (found.length > 0) return;
	throw new OperatorError(
		`Expected a database ${database} that user ${user} of service ${service} may see, found none.`,
		{ exit: 3, advice: ['See which database the app really uses, and name it in the runbook.'] },
	);
}

function demandTables({ service, database }: MariadbPlace, { tables }: Structure): void {
	if (tables.length > 0) return;
	throw new OperatorError(
		`Expected tables in database ${database} of service ${service}, found none: there is nothing to come back to.`,
		{ exit: 3, advice: ['See which database the app really uses, and name it in the runbook.'] },
	);
}

/** Views, triggers and routines are of no moment: changed meanwhile, nobody knows what the dump has of them. */
function demandSameStructure({ database }: MariadbPlace, before: Structure, after: Structure): void {
	const told = (structure: Structure) =>
		JSON.stringify([structure.tables, [...structure.columns], structure.objects]);
	if (told(before) === told(after)) return;
	throw new OperatorError(
		`Tables or other objects of database ${database} were made, changed or removed while it was dumped.`,
		{ exit: 3, advice: ['Nothing was changed. Wait until the app has done its work, then try again.'] },
	);
}
