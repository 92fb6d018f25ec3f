// Touches the world: brings SovEcom stacks up and takes them down.
import path from 'node:path';
import { containers, removeProject } from '../containers.ts';
import type { CommandResult } from '../docker.ts';
import { docker, tryDocker } from '../docker.ts';
import { whatTheLabLacks } from '../engine.ts';
import type { Progress } from '../image.ts';
import { seconds } from '../image.ts';
import { isPortFree } from '../port.ts';
import { isFree } from '../specivo/directory.ts';
import type { RunSql } from '../tables.ts';
import { WrongUse } from '../wrong-use.ts';
import type { SovecomMarker } from './directory.ts';
import { readMarker, removeDirectory, writeDirectory } from './directory.ts';
import { buildSovecomImages } from './images.ts';
import { seedRows, seedUploads } from './seed.ts';
import type { SovecomVersion } from './versions.ts';
import { findSovecomVersion, sovecomVersions } from './versions.ts';

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
	const version = versionToStart(options.version);
	const marker: SovecomMarker = {
		system: 'sovecom',
		version: version.version,
		project: options.project ?? 'sovecom',
		port: options.port ?? 8480,
	};
	const lacking = await whatTheLabLacks();
	if (lacking !== undefined) {
		throw new Error(`${lacking} Bring both up with start-engine; nothing was changed.`);
	}

	await refuseWrongUse(directory, marker);

	const started = performance.now();
	await buildSovecomImages(progress);
	progress(`images ready after ${seconds(started)} s`);
	await writeDirectory(directory, version, marker);
	const stack = stackAt(directory, marker);
	await stack.compose(['build', '--quiet']);
	progress(`five images built after ${seconds(started)} s`);
	await stack.compose(['up', '--detach', '--quiet-pull']);
	progress(`nine services up after ${seconds(started)} s`);

	await seedRows(stack, rows);
	await seedUploads(stack, uploadsMegabytes);
	progress(`seeded ${rows} rows and ${uploadsMegabytes} MB of uploads after ${seconds(started)} s`);
	return stack;
}

/** A stack that the lab brought up before. */
export async function openSovecom(directory: string): Promise<SovecomStack> {
	return stackAt(path.resolve(directory), await markerOf(directory));
}

/** Ends the stack, removes its volumes, its own images and what `up` wrote. Returns the names of what is left. */
export async function takeDownSovecom(directory: string): Promise<string[]> {
	const { project } = await markerOf(directory);
	await removeProject(project);
	const volumes = await docker(['volume', 'ls', '--quiet', '--filter', `name=${project}_`]);
	for (const volume of volumes.split('\n').filter((name) => name.startsWith(`${project}_`))) {
		await docker(['volume', 'rm', volume]);
	}

	for (const service of ['migrate', 'api', 'admin', 'setup', 'storefront']) {
		await tryDocker(['image', 'rm', `${project}-${service}`]);
	}

	return removeDirectory(path.resolve(directory));
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

async function markerOf(directory: string): Promise<SovecomMarker> {
	const marker = await readMarker(path.resolve(directory));
	if (marker === undefined) {
		throw new WrongUse(
			`Expected a directory made by \`lab up sovecom\`, got ${path.resolve(directory)}. Nothing was changed.`,
		);
	}

	return marker;
}

function versionToStart(name: string): SovecomVersion {
	const known = findSovecomVersion(name);
	if (known === undefined) {
		const names = sovecomVersions.map(({ version }) => version).join(', ');
		throw new WrongUse(`Expected a version out of ${names}, got ${name}.`);
	}

	if (!known.startsFromNothing) {
		throw new WrongUse(`${name} is made to fail (${known.brings}): bring up 1.0.2 and upgrade it.`);
	}

	return known;
}

async function refuseWrongUse(directory: string, { project, port }: SovecomMarker): Promise<void> {
	if (!(await isFree(directory))) {
		throw new WrongUse(
			`Expected an empty or absent directory for --dir, but there is something in ${directory}.`,
		);
	}

	if (Object.keys(await containers(project)).length > 0) {
		throw new WrongUse(`The Compose project ${project} exists already: choose another name with --project.`);
	}

	if (!(await isPortFree(port))) {
		throw new WrongUse(`Port ${port} on 127.0.0.1 is taken: choose another one with --port.`);
	}
}
