// Touches the world: restores a dump into a new database beside the live one.
import { OperatorError } from '../../host/errors.ts';
import type { RestorePointContext } from '../context.ts';
import { onlyLine, parseNames } from './answers.ts';
import { type Load, loadDump } from './load.ts';
import { maintenanceOf } from './maintenance.ts';
import { databaseLoadingName } from './names.ts';
import type { RunningServer } from './open-server.ts';
import type { PostgresPart } from './part.ts';
import { type PostgresServer, query } from './server.ts';
import * as statements from './statements.ts';
import { withServer } from './with-server.ts';

/**
 * Restores a dump into a new database of the running server and compares it; the live one is not touched.
 * Until it is compared it has a name of its own, so the name asked for means: whole. Done before, it does nothing.
 * @param asDatabase see `databaseBesideName`
 * @param schemaRevision of the manifest
 * @returns milliseconds that load and comparison took; 0 when it was there already
 * @throws OperatorError, CommandError; the new database is then dropped, the old one untouched
 */
export async function restoreDatabaseBeside(
	context: RestorePointContext,
	path: string,
	part: PostgresPart,
	asDatabase: string,
	schemaRevision?: string,
): Promise<{ took: number }> {
	return withServer(context, part, (server) =>
		loadBeside(context, server, path, part, asDatabase, schemaRevision),
	);
}

async function loadBeside(
	context: RestorePointContext,
	server: RunningServer,
	path: string,
	part: PostgresPart,
	asDatabase: string,
	schemaRevision: string | undefined,
): Promise<{ took: number }> {
	const maintenance = maintenanceOf(part.database);
	const loading = databaseLoadingName(asDatabase);
	const there = await databasesAmong(context, server, maintenance, [asDatabase, loading]);
	if (there.includes(asDatabase)) return { took: 0 };
	await demandSameServer(context, server, maintenance, part);
	// Left by a load that was killed: nothing but a load ever has this name.
	if (there.includes(loading)) await drop(context, server, maintenance, loading);
	const load: Load = {
		server,
		maintenance,
		path,
		part,
		database: loading,
		level: 'full',
		throwAway: false,
		schemaRevision,
	};
	try {
		const done = await loadDump(context, load);
		await query(context, server, maintenance, statements.renameDatabase(loading, asDatabase));
		return done;
	} catch (error) {
		const { signal: _, ...unstoppable } = context;
		// A failure to clean up must not hide why it failed; the name tells what it is on the next try.
		await drop(unstoppable, server, maintenance, loading).catch(() => {});
		throw error;
	}
}

/** Drops what was restored beside, whole or in part; the live database is not touched. @returns what was dropped */
export async function removeDatabaseBeside(
	context: RestorePointContext,
	part: PostgresPart,
	asDatabase: string,
): Promise<readonly string[]> {
	const maintenance = maintenanceOf(part.database);
	return withServer(context, part, async (server) => {
		const there = await databasesAmong(context, server, maintenance, [
			asDatabase,
			databaseLoadingName(asDatabase),
		]);
		for (const database of there) await drop(context, server, maintenance, database);
		return there.map((database) => `database ${database}`);
	});
}

/** Those of the databases that exist. */
export async function databasesAmong(
	context: RestorePointContext,
	server: PostgresServer,
	maintenance: string,
	names: readonly string[],
): Promise<readonly string[]> {
	return parseNames(await query(context, server, maintenance, statements.existingDatabases(names)));
}

async function drop(
	context: RestorePointContext,
	server: PostgresServer,
	maintenance: string,
	database: string,
): Promise<void> {
	await query(context, server, maintenance, statements.endSessionsOn(database));
	await query(context, server, maintenance, statements.dropDatabase(database));
}

/** What would only be noticed in the middle of the load: another server, missing rights, missing roles. */
async function demandSameServer(
	context: RestorePointContext,
	server: PostgresServer,
	maintenance: string,
	part: PostgresPart,
): Promise<void> {
	const ask = async (statement: string) => query(context, server, maintenance, statement);
	const refuse = (message: string, advice: string) =>
		new OperatorError(`Database ${part.database} cannot be restored here: ${message}.`, {
			exit: 3,
			advice: [advice],
		});
	const version = onlyLine(await ask(statements.serverVersion), statements.serverVersion);
	if (major(version) < major(part.server))
		throw refuse(
			`the dump is of PostgreSQL ${part.server}, the server is ${version}`,
			'Start the database service with the image that the restore point names.',
		);
	if ((await ask(statements.mayCreateDatabases))[0] !== 't')
		throw refuse(
			`expected that user ${part.user} may create databases, found that it may not`,
			`Give it the right: ALTER ROLE ${statements.identifier(part.user)} CREATEDB;`,
		);
	const roles = new Set([...parseNames(await ask(statements.listRoles)), part.user]);
	const missing = part.roles.filter((role) => !roles.has(role));
	if (missing.length > 0)
		throw refuse(
			`expected the roles it was saved with, ${missing.join(', ')} missing`,
			'Create them, then try again.',
		);
}

/** Major version of `17.11 (Debian …)`. */
const major = (version: string) => Number.parseInt(version, 10);
