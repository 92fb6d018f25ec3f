// Touches the world: makes the files of an empty cluster in a process of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import process from 'node:process';
import { PGlite } from '@electric-sql/pglite';
import { practiceFile } from '../files.ts';

/** First argument of the world's entry that makes it do nothing else. */
export const makeClusterMode = 'make-cluster';

const makers = new Set<ChildProcess>();

/**
 * A cluster with a superuser and a database of its own:
 * two seconds of computing and 150 MB of memory, neither of which the engine's own process could give back.
 */
export async function makeCluster(directory: string, superuser: string, database: string): Promise<void> {
	const argv = [
		'--no-warnings',
		practiceFile('world.ts', 'world.js'),
		makeClusterMode,
		directory,
		superuser,
		database,
	];
	await make('initdb', process.execPath, argv);
}

/** A cluster that was made before. */
export async function unpackCluster(archive: string, directory: string): Promise<void> {
	await mkdir(directory, { recursive: true });
	await make('tar', 'tar', ['-xzf', archive, '--no-same-owner', '-C', directory]);
}

async function make(name: string, program: string, argv: readonly string[]): Promise<void> {
	const child = spawn(program, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
	makers.add(child);
	let said = '';
	child.stderr.on('data', (chunk) => {
		said += chunk;
	});
	const code = await new Promise<number | null>((resolve) => {
		child.once('close', resolve).once('error', (error) => {
			said += error.message;
			resolve(null);
		});
	});
	makers.delete(child);
	if (code !== 0) throw new Error(`${name} failed: ${said}`);
}

/** What that process does. */
export async function makeClusterHere([
	directory = '',
	superuser = '',
	database = '',
]: readonly string[]): Promise<void> {
	// Small WAL segments: an empty cluster is copied for every throw-away server.
	const initDbStartParams = [`--username=${superuser}`, '--wal-segsize=1'];
	const server = await PGlite.create({ dataDir: directory, initDbStartParams });
	if (database !== 'postgres') await server.exec(`CREATE DATABASE "${database.replaceAll('"', '""')}"`);
	await server.close();
}

/** Ends what still computes, because its files are about to be removed. */
export function stopMakingClusters(): void {
	for (const child of makers) child.kill('SIGKILL');
}
