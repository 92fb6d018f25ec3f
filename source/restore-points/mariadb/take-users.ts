// Touches the world: saves a server's accounts into a restore point.
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CommandError } from '../../docker/command-error.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { sealArtifact, storeCompressed } from '../artifact/store.ts';
import type { TakeContext } from '../data-kind.ts';
import { parseUsers } from './answers.ts';
import type { Flavour } from './arguments.ts';
import { usersFile } from './names.ts';
import { type MariadbServer, openSession, query } from './server.ts';
import * as statements from './statements.ts';

/**
 * Saves accounts, roles and their rights as SQL, with the hashes of their passwords: what a dump of one database
 * leaves out.
 * @returns no artifact and the reason when the user may not read them: the database is saved all the same
 */
export async function takeUsers(
	context: TakeContext,
	server: MariadbServer,
	service: string,
	flavour: Flavour,
): Promise<{ readonly artifacts: readonly Artifact[]; readonly problem?: string }> {
	try {
		const accounts = parseUsers(await query(context, server, undefined, statements.listUsers));
		const file = context.nameFor(usersFile(service));
		const sql = await usersSql(context, server, accounts, flavour);
		await storeCompressed(Readable.from([sql]), join(context.directory, file), () => {}, context.signal);
		return { artifacts: [await sealArtifact(context.directory, { role: 'users', file }, context.signal)] };
	} catch (error) {
		if (!(error instanceof CommandError) || error.exitCode === undefined || context.signal?.aborted)
			throw error;
		const words = error.stderr.split('\n').find((line) => line.startsWith('ERROR')) ?? error.message;
		return { artifacts: [], problem: `user ${server.user} may not read them: ${words}` };
	}
}

async function usersSql(
	context: TakeContext,
	server: MariadbServer,
	accounts: readonly statements.Account[],
	flavour: Flavour,
): Promise<string> {
	const session = await openSession(context, server);
	try {
		// Hashes of MySQL's own kind are bytes that no text carries.
		if (flavour === 'mysql') await session.ask('SET SESSION print_identified_with_as_hex = ON;');
		const made: string[] = [];
		const grants: string[] = [];
		for (const account of accounts) {
			if (account.host === '') made.push(statements.createRole(account));
			else {
				const create = await session.line(statements.showCreateUser(account));
				made.push(`${create.replace(/^CREATE USER /, 'CREATE USER IF NOT EXISTS ')};`);
			}
			for (const grant of await session.ask(statements.showGrants(account))) grants.push(`${grant};`);
		}
		// Written by a session with this mode: read with it as well.
		return ["SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES';", ...made, ...grants, ''].join('\n');
	} finally {
		await session.close();
	}
}
