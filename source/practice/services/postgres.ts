// Touches the world: a PostgreSQL container, run by PGlite.
import { existsSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecuteProgram, PracticePlace, StartProgram } from '../engine/program.ts';
import { Cluster } from '../postgres/cluster.ts';
import { makeCluster } from '../postgres/make-cluster.ts';
import { postgresProgram } from '../postgres/programs.ts';
import { DatabaseServer } from '../postgres/server.ts';
import { mainProcess, untilStopped } from './main-process.ts';

/** The superuser of the cluster that is kept as a pattern. */
export const usualUser = 'specivo';

export const startPostgres: StartProgram = ({ environment, mounted, log, place }) => {
	let server: DatabaseServer | undefined;
	const stamp = () => `${new Date().toISOString().slice(0, 23).replace('T', ' ')} UTC [1] LOG: `;
	const main = mainProcess(
		async (signal) => {
			const user = environment.POSTGRES_USER ?? 'postgres';
			const directory = join(mounted('/var/lib/postgresql') ?? '', '18', 'docker');
			if (existsSync(join(directory, 'PG_VERSION'))) {
				log('\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n');
				server = await open(directory, user);
			} else {
				log(`The files belonging to this database system will be owned by user "postgres".`);
				server = await initialize(directory, user, environment.POSTGRES_DB ?? user, place);
				log('\nPostgreSQL init process complete; ready for start up.\n');
			}
			log(`${stamp()} starting PostgreSQL 18 (PGlite)`, 'stderr');
			log(`${stamp()} database system is ready to accept connections`, 'stderr');
			await untilStopped(signal);
			log(`${stamp()} received fast shutdown request`, 'stderr');
			const closing = server;
			server = undefined;
			await closing.close();
			await sleep(100);
			log(`${stamp()} database system is shut down`, 'stderr');
			return 0;
		},
		(error) => {
			log(`${stamp()} ${error.message}`, 'stderr');
			return 1;
		},
	);
	return { ...main, healthy: async () => server !== undefined, database: () => server };
};

export const executePostgres: ExecuteProgram = ({ place }, running, call) =>
	postgresProgram(running?.database?.(), place.fault, call);

/** Makes the cluster that others are copied from: a copy takes half a second, making one two. */
export async function makePattern(directory: string): Promise<void> {
	await makeCluster(patternDirectory(directory), usualUser);
}

async function open(directory: string, user: string): Promise<DatabaseServer> {
	const server = new DatabaseServer(new Cluster(directory, user));
	// The first connection takes a moment: ready means that the next ones do not wait for it.
	await server.disconnect(await server.connect({ database: 'postgres', user, application: 'postgres' }));
	return server;
}

async function initialize(
	directory: string,
	user: string,
	database: string,
	place: PracticePlace,
): Promise<DatabaseServer> {
	await mkdir(join(directory, '..'), { recursive: true });
	try {
		if (user === usualUser) await cp(patternDirectory(place.directory), directory, { recursive: true });
		else await makeCluster(directory, user);
		const server = await open(directory, user);
		if (database !== 'postgres') {
			const session = await server.connect({ database: 'postgres', user, application: 'postgres' });
			await server.execute(session, `CREATE DATABASE "${database.replaceAll('"', '""')}"`);
			await server.disconnect(session);
		}
		return server;
	} catch (error) {
		await rm(directory, { recursive: true, force: true });
		throw error;
	}
}

const patternDirectory = (directory: string) => join(directory, 'pattern');
