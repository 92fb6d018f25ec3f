// Touches the world: brings SVRunner stacks up and takes them down.
import path from 'node:path';
import { removeProject } from '../containers.ts';
import { markerOf, removeDirectory } from '../directory.ts';
import type { CommandResult } from '../docker.ts';
import { docker, tryDocker } from '../docker.ts';
import { untilAnswering } from '../http.ts';
import type { Progress } from '../image.ts';
import { seconds } from '../image.ts';
import { roomFor } from '../room.ts';
import type { SvrunnerMarker } from './directory.ts';
import { madeByLab, writeDirectory } from './directory.ts';
import { takeDownOnHost } from './host.ts';
import { buildSvrunnerImages } from './images.ts';
import { seed } from './seed.ts';
import { svrunnerVersions } from './versions.ts';

export type SvrunnerOptions = {
	version: string;
	directory: string;
	/** Rows over all tables together. @default 5000 */
	rows?: number;
	/** Megabytes of 1,000,000 bytes of assets. @default 5 */
	assetsMegabytes?: number;
	/** Compose project; another one for each stack that runs at the same time. @default 'svrunner' */
	project?: string;
	/** Port on 127.0.0.1. @default 8080 */
	port?: number;
	progress?: Progress;
};

export type SvrunnerStack = {
	directory: string;
	project: string;
	port: number;
	/** Address of the server, with a closing slash. */
	url: string;
	/** `docker compose` in the stack's directory; throws when the exit code is not 0. Returns stdout. */
	compose: (commandArguments: readonly string[]) => Promise<string>;
	/** The same, but whatever the exit code. */
	tryCompose: (commandArguments: readonly string[]) => Promise<CommandResult>;
	/** Runs a program in the server's container. Returns stdout. */
	python: (program: string, programArguments?: readonly string[]) => Promise<string>;
};

/**
 * Makes a stack in an empty directory, fills it, and returns when it runs.
 *
 * @throws WrongUse when the version, directory, project or port cannot be used; Error when engine or
 * registry do not answer.
 */
export async function bringUpSvrunner(options: SvrunnerOptions): Promise<SvrunnerStack> {
	const { version, rows = 5000, assetsMegabytes = 5, progress = () => {} } = options;
	const directory = path.resolve(options.directory);
	const marker: SvrunnerMarker = {
		...{ system: 'svrunner', version },
		project: options.project ?? 'svrunner',
		port: options.port ?? 8080,
	};
	await roomFor(directory, marker, svrunnerVersions, '3.1.0');

	const started = performance.now();
	await buildSvrunnerImages(progress);
	progress(`images ready after ${seconds(started)} s`);

	await writeDirectory(directory, marker);
	const stack = stackAt(directory, marker);
	await stack.compose(['up', '--detach', '--quiet-pull']);
	await untilAnswering(stack, '/docs', 200);
	progress(`the server is up after ${seconds(started)} s`);

	await seed(stack, rows, assetsMegabytes);
	progress(`seeded ${rows} rows and ${assetsMegabytes} MB of assets after ${seconds(started)} s`);
	return stack;
}

/** A stack that the lab brought up before. */
export async function openSvrunner(directory: string): Promise<SvrunnerStack> {
	return stackAt(path.resolve(directory), await markerOf<SvrunnerMarker>(directory, 'svrunner'));
}

/** Ends the stack and removes what `up` wrote. Returns the names of what is left. */
export async function takeDownSvrunner(directory: string): Promise<string[]> {
	const { project, variant } = await markerOf<SvrunnerMarker>(directory, 'svrunner');
	if (variant === 'host') {
		return takeDownOnHost(directory);
	}

	await removeProject(project);
	return removeDirectory(path.resolve(directory), madeByLab);
}

function stackAt(directory: string, { project, port }: SvrunnerMarker): SvrunnerStack {
	return {
		...{ directory, project, port, url: `http://127.0.0.1:${port}/` },
		compose: (commandArguments) => docker(['compose', ...commandArguments], { directory }),
		tryCompose: (commandArguments) => tryDocker(['compose', ...commandArguments], { directory }),
		python: (program, programArguments = []) =>
			docker(['compose', 'exec', '-T', 'svrunner', 'python3', '-', ...programArguments], {
				directory,
				input: program,
			}),
	};
}
