// Touches the world: brings Semaphor stacks up and takes them down.
import path from 'node:path';
import { removeProject, removeVolumes } from '../containers.ts';
import { markerOf, removeDirectory } from '../directory.ts';
import type { CommandResult } from '../docker.ts';
import { docker, tryDocker } from '../docker.ts';
import { untilAnswering } from '../http.ts';
import type { Progress } from '../image.ts';
import { seconds } from '../image.ts';
import { roomFor } from '../room.ts';
import type { SemaphorMarker, Variant } from './directory.ts';
import { madeByLab, writeDirectory } from './directory.ts';
import { outsideServer, removeOutsideServer, startOutsideServer } from './external-database.ts';
import { buildSemaphorImages } from './images.ts';
import { seedRows } from './seed.ts';
import { semaphorVersions } from './versions.ts';

export type SemaphorOptions = {
	version: string;
	directory: string;
	/** @default 'embedded' */
	variant?: Variant;
	/** Rows over all tables together. @default 5000 */
	rows?: number;
	/** Compose project; another one for each stack that runs at the same time. @default 'semaphor' */
	project?: string;
	/** Port on 127.0.0.1. @default 3000 */
	port?: number;
	progress?: Progress;
};

export type SemaphorStack = {
	directory: string;
	project: string;
	port: number;
	variant: Variant;
	/** Address of the api-service, with a closing slash. */
	url: string;
	/** `docker compose` in the stack's directory; throws when the exit code is not 0. Returns stdout. */
	compose: (commandArguments: readonly string[]) => Promise<string>;
	/** The same, but whatever the exit code. */
	tryCompose: (commandArguments: readonly string[]) => Promise<CommandResult>;
	/**
	 * Runs statements in the database, errors fatal; returns unaligned rows with `|` between columns. The embedded
	 * database answers only while the api-service's container runs.
	 */
	sql: (statements: string) => Promise<string>;
};

/**
 * Makes a stack in an empty directory, fills it, and returns when all of it runs.
 *
 * @throws WrongUse when the version, directory, project or port cannot be used; Error when engine or
 * registry do not answer.
 */
export async function bringUpSemaphor(options: SemaphorOptions): Promise<SemaphorStack> {
	const { version, rows = 5000, variant = 'embedded', progress = () => {} } = options;
	const directory = path.resolve(options.directory);
	const marker: SemaphorMarker = {
		...{ system: 'semaphor', version, variant },
		project: options.project ?? 'semaphor',
		port: options.port ?? 3000,
	};
	await roomFor(directory, marker, semaphorVersions, '2.3.1');

	const started = performance.now();
	await buildSemaphorImages(progress);
	progress(`images ready after ${seconds(started)} s`);

	await writeDirectory(directory, marker);
	if (variant === 'external') {
		await startOutsideServer(marker.project);
		progress(`${outsideServer(marker.project)} answers after ${seconds(started)} s`);
	}

	const stack = stackAt(directory, marker);
	await stack.compose(['up', '--detach', '--quiet-pull']);
	await untilAnswering(stack, '/health', 200);
	progress(`three services up after ${seconds(started)} s`);

	await seedRows(stack, rows);
	progress(`seeded ${rows} rows after ${seconds(started)} s`);
	return stack;
}

/** A stack that the lab brought up before. */
export async function openSemaphor(directory: string): Promise<SemaphorStack> {
	return stackAt(path.resolve(directory), await markerOf<SemaphorMarker>(directory, 'semaphor'));
}

/** Ends the stack and its outside server, and removes their data and what `up` wrote. Returns the names of what is left. */
export async function takeDownSemaphor(directory: string): Promise<string[]> {
	const { project } = await markerOf<SemaphorMarker>(directory, 'semaphor');
	await removeProject(project);
	await removeVolumes(project);
	await removeOutsideServer(project);
	return removeDirectory(path.resolve(directory), madeByLab);
}

function stackAt(directory: string, { project, port, variant }: SemaphorMarker): SemaphorStack {
	const psql = ['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-U', 'semaphor', '-d', 'semaphor'];
	const asking =
		variant === 'embedded'
			? ['compose', 'exec', '-T', 'api-service', ...psql]
			: ['exec', '--interactive', outsideServer(project), ...psql];
	return {
		...{ directory, project, port, variant, url: `http://127.0.0.1:${port}/` },
		compose: (commandArguments) => docker(['compose', ...commandArguments], { directory }),
		tryCompose: (commandArguments) => tryDocker(['compose', ...commandArguments], { directory }),
		sql: async (statements) => (await docker(asking, { directory, input: statements })).trimEnd(),
	};
}
