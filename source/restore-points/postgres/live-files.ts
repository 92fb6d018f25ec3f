// Touches the world: finds where a running server's files lie on this host.
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { inspectContainers } from '../../docker/arguments.ts';
import { run } from '../../docker/run.ts';
import type { RestorePointContext } from '../context.ts';
import type { SwapTimes } from '../data-kind.ts';
import { enginePlace } from '../engine-place.ts';
import { compactTime, ownPrefix } from '../names.ts';
import { swapNames } from '../swap-names.ts';
import { onlyLine, parseNames } from './answers.ts';
import { openServer } from './open-server.ts';
import { query } from './server.ts';
import * as statements from './statements.ts';

/** The data directory of a server in a container of the stack, as this host sees it. */
export type LiveFiles = {
	/** Absolute. */
	readonly path: string;
	readonly uid: number;
	readonly gid: number;
};

/** By Compose service. */
export type Copies = Readonly<Record<string, LiveFiles>>;

/** As a plan carries them. */
export const copiesSchema = z.record(
	z.string(),
	z.object({ path: z.string(), uid: z.number(), gid: z.number() }),
);

const containerSchema = z.tuple([
	z.object({
		Mounts: z.array(z.object({ Source: z.string().default(''), Destination: z.string() })).nullish(),
	}),
]);

/**
 * Where the files of a running server lie, and which databases it has.
 * @throws OperatorError, CommandError when the server cannot be asked; Node's own error when its files are out of reach
 */
export async function findLiveFiles(
	context: RestorePointContext,
	service: string,
	user: string,
	database: string,
): Promise<
	{ readonly files: LiveFiles; readonly databases: readonly string[] } | { readonly problem: string }
> {
	if (process.getuid?.() !== 0) return { problem: 'Lockkeeper does not run as root' };
	const place = await enginePlace(context);
	if ('problem' in place) return place;
	const server = await openServer(context, service, user);
	const ask = (statement: string) => query(context, server, database, statement);
	const [inside, databases, { stdout }] = await Promise.all([
		ask(statements.dataDirectory).then((lines) => onlyLine(lines, statements.dataDirectory)),
		ask(statements.listDatabases).then(parseNames),
		run(context.engine, inspectContainers(context.engine, [server.container]), {
			deadline: 60_000,
			signal: context.signal,
		}),
	]);
	const [{ Mounts }] = containerSchema.parse(JSON.parse(stdout));
	const path = onHost(inside, Mounts ?? []);
	if (path === undefined) return { problem: `${inside} of its container lies on no mount` };
	const [found, parent] = await Promise.all([stat(path), stat(dirname(path))]);
	if (found.dev !== parent.dev)
		return { problem: `${path} is a file system of its own, and cannot be renamed` };
	return { files: { path, uid: found.uid, gid: found.gid }, databases: [...databases] };
}

/** The path of this host for one of the container; of several mounts the innermost counts. */
export function onHost(
	inside: string,
	mounts: readonly { readonly Source: string; readonly Destination: string }[],
): string | undefined {
	const mount = mounts
		.filter(({ Source, Destination }) => Source !== '' && isWithin(inside, Destination))
		.sort((a, b) => b.Destination.length - a.Destination.length)[0];
	return mount && join(mount.Source, relative(mount.Destination, inside));
}

const isWithin = (path: string, directory: string) => {
	const way = relative(directory, path);
	return way === '' || !(way.startsWith('..') || way.startsWith('/'));
};

/** Beside the live directory, so that a rename is all it takes. */
export const besideFiles = ({ path }: LiveFiles, at: Date): string =>
	join(dirname(path), `${ownPrefix}-restored-${compactTime(at)}-${basename(path)}`);
export const keptFiles = ({ path }: LiveFiles, at: Date): string =>
	join(dirname(path), `${ownPrefix}-before-${compactTime(at)}-${basename(path)}`);

export const filesNames = (live: LiveFiles, at: SwapTimes) =>
	swapNames(
		at,
		(time) => besideFiles(live, time),
		(time) => keptFiles(live, time),
	);

/** The major version that a data directory is of. */
export const majorOf = async (directory: string): Promise<string> =>
	(await readFile(join(directory, 'PG_VERSION'), 'utf8')).trim();
