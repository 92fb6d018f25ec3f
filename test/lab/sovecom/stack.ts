// Touches the world: brings SovEcom stacks up and takes them down.
import path from 'node:path';
import { removeProject } from '../containers.ts';
import { markerOf } from '../directory.ts';
import type { CommandResult } from '../docker.ts';
import { docker, tryDocker } from '../docker.ts';
import { untilAnswering } from '../http.ts';
import type { Progress } from '../image.ts';
import { seconds } from '../image.ts';
import { roomFor } from '../room.ts';
import type { RunSql } from '../tables.ts';
import type { SovecomMarker } from './directory.ts';
import { removeCheckout, writeDirectory } from './directory.ts';
import { buildSovecomImages } from './images.ts';
import { seedRows, seedUploads } from './seed.ts';
import { sovecomVersions } from './versions.ts';

export type SovecomOptions = {
	/** With or without the `v` of its tag. */
	version: string;
	directory: string;
	/** Rows over all tables together. @default 20000 */
	rows?: number;
	/** Megabytes of 1,000,000 bytes of uploads. @default 5 */
	uploadsMegabytes?: number;
	/** Compose project; another one for each stack that runs at the same time. @default 'sovecom' */
	project?: string;
	/** Port on 127.0.0.1. @default 8480 */
	port?: number;
	progress?: Progress;
};

export type SovecomStack = {
	directory: string;
	project: string;
	port: number;
	/** Address of Caddy, with a closing slash. */
	url: string;
	/** `docker compose`; throws when the exit code is not 0. Returns stdout. */
	compose: (commandArguments: readonly string[]) => Promise<string>;
	/** The same, but whatever the exit code. */
	tryCompose: (commandArguments: readonly string[]) => Promise<CommandResult>;
	/** Runs statements in the database, errors fatal. */
	sql: RunSql;
};

/**
 * Makes a stack in an empty directory, builds its images, fills it, and returns when all of it runs.
 *
 * @throws WrongUse when the version, directory, project or port cannot be used; Error when engine or
 * registry do not answer.
 */
export async function bringUpSovecom(options: SovecomOptions): Promise<SovecomStack> {
	const { rows = 20_000, uploadsMegabytes = 5, progress = () => {} } = options;
	const directory = path.resolve(options.directory);
	const marker: SovecomMarker = {
		system: 'sovecom',
		version: options.version.replace(/^v/, ''),
		project: options.project ?? 'sovecom',
		port: options.port ?? 8480,
	};
	const version = await roomFor(directory, marker, sovecomVersions, '1.0.2');

	const started = performance.now();
	await buildSovecomImages(progress);
	progress(`images ready after ${seconds(started)} s`);
	await writeDirectory(directory, version, marker);
	const stack = stackAt(directory, marker);
	await stack.compose(['build', '--quiet']);
	progress(`five images built after ${seconds(started)} s`);
	await stack.compose(['up', '--detach', '--quiet-pull']);
	await untilAnswering(stack, '/', 200);
	progress(`nine services up after ${seconds(started)} s`);

	await seedRows(stack, rows);
	await seedUploads(stack, uploadsMegabytes);
	progress(`seeded ${rows} rows and ${uploadsMegabytes} MB of uploads after ${seconds(started)} s`);
	return stack;
}

/** A stack that the lab brought up before. */
export async function openSovecom(directory: string): Promise<SovecomStack> {
	return stackAt(path.resolve(directory), await markerOf<SovecomMarker>(directory, 'sovecom'));
}

/** Ends the stack, removes its volumes, its own images and what `up` wrote. Returns the names of what is left. */
export async function takeDownSovecom(directory: string): Promise<string[]> {
	const { project } = await markerOf<SovecomMarker>(directory, 'sovecom');
	await removeProject(project);
	// By name and not by label: a restore may have made one of them anew.
	for (const volume of ['pgdata', 'meili_data', 'uploads', 'modules', 'caddy_data', 'caddy_config']) {
		await tryDocker(['volume', 'rm', `${project}_${volume}`]);
	}

	for (const service of ['migrate', 'api', 'admin', 'setup', 'storefront']) {
		await tryDocker(['image', 'rm', `${project}-${service}`]);
	}

	return removeCheckout(path.resolve(directory));
}

function stackAt(directory: string, { project, port }: SovecomMarker): SovecomStack {
	return {
		directory,
		project,
		port,
		url: `http://127.0.0.1:${port}/`,
		tryCompose: (commandArguments) => tryDocker(['compose', ...commandArguments], { directory }),
		compose: (commandArguments) => docker(['compose', ...commandArguments], { directory }),
		sql: async (statements) => {
			const psql = ['psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-U', 'sovecom', '-d', 'sovecom'];
			const output = await docker(['compose', 'exec', '-T', 'postgres', ...psql], {
				directory,
				input: statements,
			});
			return output.trimEnd();
		},
	};
}
