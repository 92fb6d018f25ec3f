// Touches the world: brings Specivo stacks up and takes them down.
import path from 'node:path';
import { removeProject } from '../containers.ts';
import { markerOf, removeDirectory } from '../directory.ts';
import type { CommandResult } from '../docker.ts';
import { docker, tryDocker } from '../docker.ts';
import { untilAnswering } from '../http.ts';
import type { Progress } from '../image.ts';
import { seconds } from '../image.ts';
import { roomFor } from '../room.ts';
import type { SpecivoMarker } from './directory.ts';
import { madeByLab, writeDirectory } from './directory.ts';
import { buildSpecivoImages, forgetSpecivoImages } from './images.ts';
import { seedAttachments, seedRows } from './seed.ts';
import { specivoVersions } from './versions.ts';

export type SpecivoOptions = {
	version: string;
	directory: string;
	/** Rows over all tables together. @default 20000 */
	rows?: number;
	/** Megabytes of 1,000,000 bytes. @default 5 */
	attachmentsMegabytes?: number;
	/** Compose project; another one for each stack that runs at the same time. @default 'specivo' */
	project?: string;
	/** Port on 127.0.0.1. @default 9933 */
	port?: number;
	/** How long the migration of 0.4.0 takes. @default 60 */
	slowMigrationSeconds?: number;
	/** Remove unused copies of Specivo's images first, so that a pull downloads. @default false */
	forgetImages?: boolean;
	progress?: Progress;
};

export type SpecivoStack = {
	directory: string;
	project: string;
	port: number;
	/** Address of the proxy, with a closing slash. */
	url: string;
	/** `docker compose` with both env files; throws when the exit code is not 0. Returns stdout. */
	compose: (commandArguments: readonly string[], environment?: Record<string, string>) => Promise<string>;
	/** The same, but whatever the exit code. */
	tryCompose: (
		commandArguments: readonly string[],
		environment?: Record<string, string>,
	) => Promise<CommandResult>;
	/** Runs statements in the database, errors fatal; returns unaligned rows with `|` between columns. */
	sql: (statements: string) => Promise<string>;
};

/** Compose's arguments that make it read both env files of a stack. */
const environmentFiles = ['--env-file', '.env', '--env-file', '.env.local'];

/**
 * Makes a stack in an empty directory, fills it, and returns when all of it runs.
 *
 * @throws WrongUse when the version, directory, project or port cannot be used; Error when engine or
 * registry do not answer.
 */
export async function bringUpSpecivo(options: SpecivoOptions): Promise<SpecivoStack> {
	const { version, rows = 20_000, attachmentsMegabytes = 5, progress = () => {} } = options;
	const directory = path.resolve(options.directory);
	const marker: SpecivoMarker = {
		system: 'specivo',
		version,
		project: options.project ?? 'specivo',
		port: options.port ?? 9933,
	};
	await roomFor(directory, marker, specivoVersions, '0.2.0');

	const started = performance.now();
	await buildSpecivoImages(undefined, progress);
	progress(`images ready after ${seconds(started)} s`);
	if (options.forgetImages === true) {
		await forgetSpecivoImages(version);
	}

	const { slowMigrationSeconds } = options;
	await writeDirectory(directory, {
		...marker,
		...(slowMigrationSeconds === undefined ? {} : { slowMigrationSeconds }),
	});
	const stack = stackAt(directory, marker);
	await stack.compose(['up', '--detach', '--quiet-pull']);
	await untilAnswering(stack, '/', 302);
	progress(`six services up after ${seconds(started)} s`);

	await seedRows(stack, rows);
	await seedAttachments(stack, attachmentsMegabytes);
	progress(`seeded ${rows} rows and ${attachmentsMegabytes} MB of attachments after ${seconds(started)} s`);
	return stack;
}

/** A stack that the lab brought up before. */
export async function openSpecivo(directory: string): Promise<SpecivoStack> {
	return stackAt(path.resolve(directory), await markerOf<SpecivoMarker>(directory, 'specivo'));
}

/** Ends the stack's containers and removes what `up` wrote. Returns the names of what is left. */
export async function takeDownSpecivo(directory: string): Promise<string[]> {
	const { project } = await markerOf<SpecivoMarker>(directory, 'specivo');
	await removeProject(project);
	return removeDirectory(path.resolve(directory), madeByLab);
}

function stackAt(directory: string, { project, port }: SpecivoMarker): SpecivoStack {
	const tryCompose: SpecivoStack['tryCompose'] = (commandArguments, environment = {}) =>
		tryDocker(['compose', ...environmentFiles, ...commandArguments], { directory, environment });
	return {
		directory,
		project,
		port,
		url: `http://127.0.0.1:${port}/`,
		tryCompose,
		compose: (commandArguments, environment = {}) =>
			docker(['compose', ...environmentFiles, ...commandArguments], { directory, environment }),
		sql: async (statements) => {
			const psql = [
				'psql',
				'-X',
				'-q',
				'-A',
				'-t',
				'-v',
				'ON_ERROR_STOP=1',
				'-U',
				'specivo',
				'-d',
				'specivo',
			];
			const output = await docker(['compose', ...environmentFiles, 'exec', '-T', 'db', ...psql], {
				directory,
				input: statements,
			});
			return output.trimEnd();
		},
	};
}
