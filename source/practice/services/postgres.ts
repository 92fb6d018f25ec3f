// Touches the world: a PostgreSQL container, run by PGlite.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecuteProgram, PracticePlace, StartProgram } from '../engine/program.ts';
import { builtFile } from '../files.ts';
import { Cluster } from '../postgres/cluster.ts';
import { makeCluster, unpackCluster } from '../postgres/make-cluster.ts';
import { postgresProgram } from '../postgres/programs.ts';
import { DatabaseServer } from '../postgres/server.ts';
import { mainProcess, untilStopped } from './main-process.ts';

/** Superuser and database of the cluster that is kept as a pattern. */
const usual = 'specivo';

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

/** Makes the cluster that others are copied from; out of the build's archive, which takes a third of the time. */
export async function makePattern(directory: string): Promise<void> {
	const archive = builtFile('cluster.tar.gz');
	if (archive === undefined) return makeCluster(patternDirectory(directory), usual, usual);
	await unpackCluster(archive, patternDirectory(directory));
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
	if (user === usual && database === usual) await copyTree(patternDirectory(place.directory), directory);
	else await makeCluster(directory, user, database);
	return open(directory, user);
}

/** By cp: Node's own copy takes twice as long and holds the engine up. */
async function copyTree(from: string, to: string): Promise<void> {
	const child = spawn('cp', ['-R', from, to], { stdio: 'ignore' });
	const code = await new Promise<number | null>((resolve) =>
		child.once('close', resolve).once('error', () => resolve(null)),
	);
	if (code !== 0) throw new Error(`cp -R ${from} ${to} ended with ${code}`);
}

const patternDirectory = (directory: string) => join(directory, 'pattern');
