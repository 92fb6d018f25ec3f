// Touches the world: brings Specivo stacks up and takes them down.
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { containers, removeProject } from '../containers.ts';
import type { CommandResult } from '../docker.ts';
import { docker, tryDocker } from '../docker.ts';
import { whatTheLabLacks } from '../engine.ts';
import type { Progress } from '../image.ts';
import { seconds } from '../image.ts';
import { isPortFree } from '../port.ts';
import { WrongUse } from '../wrong-use.ts';
import type { Marker } from './directory.ts';
import { isFree, readMarker, removeDirectory, writeDirectory } from './directory.ts';
import { httpAnswer } from './facts.ts';
import { buildSpecivoImages, forgetSpecivoImages } from './images.ts';
import { seedAttachments, seedRows } from './seed.ts';
import { findVersion, specivoVersions } from './versions.ts';

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
	const marker: Marker = {
		system: 'specivo',
		version,
		project: options.project ?? 'specivo',
		port: options.port ?? 9933,
	};
	const lacking = await whatTheLabLacks();
	if (lacking !== undefined) {
		throw new Error(`${lacking} Bring both up with start-engine; nothing was changed.`);
	}

	await refuseWrongUse(directory, marker);

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
	await untilAnswering(stack);
	progress(`six services up after ${seconds(started)} s`);

	await seedRows(stack, rows);
	await seedAttachments(stack, attachmentsMegabytes);
	progress(`seeded ${rows} rows and ${attachmentsMegabytes} MB of attachments after ${seconds(started)} s`);
	return stack;
}

/** A stack that the lab brought up before. */
export async function openSpecivo(directory: string): Promise<SpecivoStack> {
	return stackAt(path.resolve(directory), await markerOf(directory));
}

/** Ends the stack's containers and removes what `up` wrote. Returns the names of what is left. */
export async function takeDownSpecivo(directory: string): Promise<string[]> {
	const { project } = await markerOf(directory);
	await removeProject(project);
	return removeDirectory(path.resolve(directory));
}

function stackAt(directory: string, { project, port }: Marker): SpecivoStack {
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

async function untilAnswering(stack: SpecivoStack): Promise<void> {
	const deadline = performance.now() + 60_000;
	let last = '';
	while (performance.now() < deadline) {
		const answer = await httpAnswer(stack).catch((error: unknown) => String(error));
		if (typeof answer !== 'string' && answer.status === 302) {
			return;
		}

		last = typeof answer === 'string' ? answer : `HTTP ${answer.status}`;
		await pause(200);
	}

	throw new Error(`${stack.url} should answer 302, but the last answer was: ${last}`);
}

async function markerOf(directory: string): Promise<Marker> {
	const marker = await readMarker(path.resolve(directory));
	if (marker === undefined) {
		throw new WrongUse(
			`Expected a directory made by \`lab up\`, got ${path.resolve(directory)}. Nothing was changed.`,
		);
	}

	return marker;
}

async function refuseWrongUse(directory: string, { version, project, port }: Marker): Promise<void> {
	const known = findVersion(version);
	if (known === undefined) {
		const names = specivoVersions.map((candidate) => candidate.version).join(', ');
		throw new WrongUse(`Expected a version out of ${names}, got ${version}.`);
	}

	if (!known.startsFromNothing) {
		throw new WrongUse(`${version} is made to fail (${known.brings}): bring up 0.2.0 and upgrade it.`);
	}

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
