// Touches the world: brings Repod stacks up and takes them down.
import path from 'node:path';
import { removeProject } from '../containers.ts';
import { markerOf, removeDirectory } from '../directory.ts';
import type { CommandResult } from '../docker.ts';
import { docker, tryDocker } from '../docker.ts';
import { untilAnswering } from '../http.ts';
import type { Progress } from '../image.ts';
import { seconds } from '../image.ts';
import { isPortFree } from '../port.ts';
import { roomFor } from '../room.ts';
import { WrongUse } from '../wrong-use.ts';
import type { RepodMarker } from './directory.ts';
import { madeByLab, writeDirectory } from './directory.ts';
import { frontendPort } from './environment.ts';
import { buildRepodImages } from './images.ts';
import { seed } from './seed.ts';
import type { Variant } from './versions.ts';
import { repodVersions, versionOf } from './versions.ts';

export type RepodOptions = {
	/** 0.9.x is the classic shape, 1.x the current one. */
	version: string;
	directory: string;
	/** Rows over all tables together. @default 5000 */
	rows?: number;
	/** Megabytes of 1,000,000 bytes in the package pool. @default 5 */
	poolMegabytes?: number;
	/** Compose project; another one for each stack that runs at the same time. @default 'repod' */
	project?: string;
	/** The backend's port on 127.0.0.1; the frontend has the next one. @default 8000 */
	port?: number;
	progress?: Progress;
};

export type RepodStack = {
	directory: string;
	project: string;
	port: number;
	variant: Variant;
	/** Address of the backend, with a closing slash. */
	url: string;
	/** Address of the frontend, with a closing slash. */
	frontend: { url: string };
	/** `docker compose`; throws when the exit code is not 0. Returns stdout. */
	compose: (commandArguments: readonly string[]) => Promise<string>;
	/** The same, but whatever the exit code. */
	tryCompose: (commandArguments: readonly string[]) => Promise<CommandResult>;
	/** Runs a program in the backend's container. Returns stdout. */
	python: (program: string, programArguments?: readonly string[]) => Promise<string>;
};

/**
 * Makes a stack in an empty directory, fills it, and returns when all of it runs.
 *
 * @throws WrongUse when the version, directory, project or port cannot be used; Error when engine or
 * registry do not answer.
 */
export async function bringUpRepod(options: RepodOptions): Promise<RepodStack> {
	const { rows = 5000, poolMegabytes = 5, progress = () => {} } = options;
	const directory = path.resolve(options.directory);
	const marker: RepodMarker = {
		system: 'repod',
		version: options.version,
		project: options.project ?? 'repod',
		port: options.port ?? 8000,
	};
	const beginning = marker.version.startsWith('0.') ? '0.9.1' : '1.1.1';
	const version = await roomFor(directory, marker, repodVersions, beginning);
	if (!(await isPortFree(frontendPort(marker.port)))) {
		throw new WrongUse(
			`Port ${frontendPort(marker.port)} on 127.0.0.1, for the frontend, is taken: choose another --port.`,
		);
	}

	const started = performance.now();
	await buildRepodImages(progress);
	progress(`images ready after ${seconds(started)} s`);
	await writeDirectory(directory, version, marker);
	const stack = stackAt(directory, marker);
	if (version.variant === 'classic') {
		await stack.compose(['build', '--quiet']);
		progress(`two images built after ${seconds(started)} s`);
	}

	await stack.compose(['up', '--detach', '--quiet-pull']);
	await untilAnswering(stack, '/health/ready', 200);
	await untilAnswering(stack.frontend, '/', 200);
	progress(`all services up after ${seconds(started)} s`);

	await seed(stack, rows, poolMegabytes);
	progress(`seeded ${rows} rows and ${poolMegabytes} MB of packages after ${seconds(started)} s`);
	return stack;
}

/** A stack that the lab brought up before. */
export async function openRepod(directory: string): Promise<RepodStack> {
	return stackAt(path.resolve(directory), await markerOf<RepodMarker>(directory, 'repod'));
}

/** Ends the stack, removes its volume, the images built for it and what `up` wrote. Returns what is left. */
export async function takeDownRepod(directory: string): Promise<string[]> {
	const { project } = await markerOf<RepodMarker>(directory, 'repod');
	await removeProject(project);
	// By name and not by label: a restore may have made it anew.
	await tryDocker(['volume', 'rm', `${project}_pgdata`]);
	for (const service of ['backend', 'frontend']) {
		await tryDocker(['image', 'rm', `${project}-${service}`]);
	}

	return removeDirectory(path.resolve(directory), madeByLab);
}

function stackAt(directory: string, { version, project, port }: RepodMarker): RepodStack {
	return {
		directory,
		project,
		port,
		variant: versionOf(version).variant,
		url: `http://127.0.0.1:${port}/`,
		frontend: { url: `http://127.0.0.1:${frontendPort(port)}/` },
		tryCompose: (commandArguments) => tryDocker(['compose', ...commandArguments], { directory }),
		compose: (commandArguments) => docker(['compose', ...commandArguments], { directory }),
		python: (program, programArguments = []) =>
			docker(['compose', 'exec', '-T', 'backend', 'python3', '-', ...programArguments], {
				directory,
				input: program,
			}),
	};
}
