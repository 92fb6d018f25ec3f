// Touches the world: restores a dump into a new database.
import { CommandError } from '../../docker/command-error.ts';
import { OperatorError } from '../../host/errors.ts';
import type { RestorePointContext } from '../context.ts';
import { parseNames } from './answers.ts';
import { readStructure, type Structure } from './content.ts';
import { dumpOf, loadDump } from './load.ts';
import { loadUsers } from './load-users.ts';
import { databaseBesideName, databaseLoadingName } from './names.ts';
import { openServer } from './open-server.ts';
import type { MariadbPart } from './part.ts';
import { type MariadbServer, openSession, query } from './server.ts';
import * as statements from './statements.ts';

/**
 * Restores a dump into a new database of the running server and compares it; the live one is not touched.
 * Until it is compared it has a name of its own, so the name asked for means: whole. Done before, it does nothing.
 * @returns its name, and milliseconds that load and comparison took; 0 when it was there already
 * @throws OperatorError when it could not be swapped in afterwards, or differs; CommandError. The new database is then
 * dropped, the live one untouched
 */
export async function restoreDatabaseBeside(
	context: RestorePointContext,
	path: string,
	part: MariadbPart,
	at: Date,
): Promise<{ readonly took: number; readonly beside: string }> {
	const server = await openServer(context, part);
	const beside = databaseBesideName(part.database, at);
	const loading = databaseLoadingName(beside);
	await demandSwappable(context, server, path, part);
	const there = await databasesAmong(context, server, [beside, loading]);
	if (there.includes(beside)) return { took: 0, beside };
	// Left by a load that was killed: nothing but a load ever has this name.
	if (there.includes(loading)) await query(context, server, undefined, statements.dropDatabase(loading));
	try {
		const { took, tables } = await loadDump(context, { server, path, part, database: loading });
		const moves = tables.map(({ name }) => ({ table: name, from: loading, to: beside }));
		await query(
			context,
			server,
			undefined,
			[
				statements.createDatabase(beside, part.settings),
				statements.moveTables(moves),
				statements.dropDatabase(loading),
			].join('\n'),
		);
		return { took, beside };
	} catch (error) {
		const unstoppable = { engine: context.engine };
		// A failure to clean up must not hide why it failed; the name tells what it is on the next try.
		for (const database of [loading, beside])
			await query(unstoppable, server, undefined, statements.dropDatabase(database)).catch(() => {});
		throw mayNotCreate(error) ? refusal(part, beside, error) : error;
	}
}

/**
 * Restores a dump into a server that has no such database yet, under the name it was saved with, and the users after
 * it; compares. It is what another host does with a restore point.
 * @param server asked as a user who may create databases and, for the users, accounts
 * @throws OperatorError when the database is there already or differs; CommandError
 */
export async function restoreIntoEmptyServer(
	context: RestorePointContext,
	server: MariadbServer,
	path: string,
	part: MariadbPart,
): Promise<{ readonly took: number }> {
	if ((await databasesAmong(context, server, [part.database])).length > 0) {
		const session = await openSession(context, server);
		const { tables } = await readStructure(session, part.database).finally(session.close);
		if (tables.length > 0)
			throw new OperatorError(
				`Expected no tables in database ${part.database} of the server to restore into, found ${tables.length}. Nothing was loaded.`,
				{ exit: 3, advice: ['Restore into a new server, or one whose database of this name is empty.'] },
			);
		// The image made it at its first start, empty.
		await query(context, server, undefined, statements.dropDatabase(part.database));
	}
	// A user who may not is told by the load itself, should a row be that long.
	await query(context, server, undefined, statements.allowLongRows).catch(() => {});
	const { took } = await loadDump(context, { server, path, part, database: part.database });
	await loadUsers(context, server, path, part);
	return { took };
}

/** Drops what was restored beside; the live database is not touched. @returns what was dropped */
export async function removeDatabase(
	context: RestorePointContext,
	part: MariadbPart,
	name: string,
): Promise<readonly string[]> {
	const server = await openServer(context, part);
	const there = await databasesAmong(context, server, [name]);
	for (const database of there) await query(context, server, undefined, statements.dropDatabase(database));
	return there.map((database) => `database ${database}`);
}

export async function isDatabase(
	context: RestorePointContext,
	part: MariadbPart,
	name: string,
): Promise<boolean> {
	return (await databasesAmong(context, await openServer(context, part), [name])).length > 0;
}

/** Those of the databases that exist. */
export async function databasesAmong(
	context: RestorePointContext,
	server: MariadbServer,
	names: readonly string[],
): Promise<readonly string[]> {
	return parseNames(await query(context, server, undefined, statements.existingDatabases(names)));
}

/** What no table can take along from one database to another. */
export const immovable = ['views', 'triggers', 'routines', 'events'] as const;

/**
 * Neither server can rename a database. Tables are moved by one statement; views, triggers, routines and events stay
 * where they are, so a database with any of them cannot be swapped without a moment in which it is half one and half
 * the other.
 */
async function demandSwappable(
	context: RestorePointContext,
	server: MariadbServer,
	path: string,
	part: MariadbPart,
): Promise<void> {
	const session = await openSession(context, server);
	const live: Structure = await readStructure(session, part.database).finally(session.close);
	const found = immovable
		.map((kind) => [kind, Math.max(part.objects[kind] ?? 0, live.objects[kind] ?? 0)] as const)
		.filter(([, count]) => count > 0)
		.map(([kind, count]) => `${count} ${kind}`);
	if (found.length === 0) return;
	throw new OperatorError(
		`Database ${part.database} cannot be swapped in one act: it has ${found.join(', ')}, and the server can move tables alone from one database to another. Nothing was changed.`,
		{
			exit: 3,
			advice: [
				`Restore by hand: start a new, empty database server of the same image beside this one and load ${path}/${dumpOf(part).file} into it, then let the app use that server.`,
			],
		},
	);
}

/** Access denied to a database, or to a right that is the whole server's. */
const mayNotCreate = (error: unknown): boolean =>
	error instanceof CommandError && /ERROR (1044|1227) /.test(error.stderr);

const refusal = ({ user, service, database }: MariadbPart, beside: string, cause: unknown) =>
	new OperatorError(
		`User ${user} of service ${service} may not do what a restore beside ${database} takes: ${(cause as CommandError).stderr.split('\n').find((line) => line.startsWith('ERROR'))}. The live database is untouched.`,
		{
			exit: 3,
			advice: [
				`Name a user in the runbook that may create databases, as root, or give it the right: GRANT ALL ON \`${database.replaceAll('_', '\\_')}\\_%\`.* TO ${statements.identifier(user)}@'%'; (its database would be ${beside}).`,
			],
			cause,
		},
	);
