// Touches the world: copies a running server's files into a restore point.
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { quote } from '../../docker/command.ts';
import { CommandError } from '../../docker/command-error.ts';
import { run } from '../../docker/run.ts';
import { diskSpace } from '../../host/disk-space.ts';
import { OperatorError } from '../../host/errors.ts';
import { treeSize } from '../../host/tree-size.ts';
import { formatBytes } from '../../text/bytes.ts';
import { streamDeadline } from '../artifact/container-program.ts';
import { rememberTree } from '../artifact/read-before.ts';
import { hashFile } from '../artifact/store.ts';
import type { TakeContext } from '../data-kind.ts';
import { enginePlace } from '../engine-place.ts';
import { floorOf } from '../full-disk.ts';
import { meter } from '../progress.ts';
import { onlyLine } from './answers.ts';
import { applicationName, pgBaseBackup, pgVerifyBackup, type ServerAddress } from './arguments.ts';
import { helperBeside, helperDirectory } from './helper.ts';
import { loadSize } from './load-size.ts';
import type { RunningServer } from './open-server.ts';
import type { DatabasePlace, PhysicalCopy, PostgresPart } from './part.ts';
import { query } from './server.ts';
import * as statements from './statements.ts';

/** Name of the copy within the restore point. */
const name = (service: string) => `physical-${service}`;
/** What a copy takes besides the databases: write-ahead log, the catalog of the cluster. */
const besides = 128 * 1024 * 1024;
const pause = 300;

/** The copy, or why there is none. */
export type TakenCopy = Pick<PostgresPart, 'physical' | 'withoutPhysical'>;

/**
 * Copies the server's files while it runs, with the log that makes them whole, and verifies the copy. A copy that
 * cannot be made takes nothing from the restore point: the reason is noted, and the dump stands.
 * @param seen what a session saw, in the dump's snapshot
 * @throws OperatorError or CommandError only when the copy is all that was wanted, or the run was stopped
 */
export async function takePhysical(
	context: TakeContext,
	server: RunningServer,
	place: DatabasePlace,
	seen: {
		readonly unlogged: readonly string[];
		/** Names of all databases of the server. */
		readonly databases: readonly string[];
		readonly transactionsBegun: number;
		/** Bytes of all databases of the server. */
		readonly clusterBytes: number;
		/** Of the server, as its own container knows it. */
		readonly address: ServerAddress;
	},
): Promise<TakenCopy> {
	if (context.physical === 'off') return {};
	if (place.external) return without(context, 'the server is outside of the stack');
	const directory = join(context.directory, name(place.service));
	const problem = await obstacle(context, server, seen.clusterBytes);
	if (problem !== undefined) return without(context, problem);
	try {
		await mkdir(directory, { mode: 0o700 });
		await copy(context, server, place, seen);
		await rememberTree(directory);
		const copied = await describe(context, directory, name(place.service));
		const writes = (await begun(context, server, place)) - seen.transactionsBegun;
		return {
			physical: {
				...copied,
				writesAfterDump: writes,
				unlogged: [...seen.unlogged],
				databases: [...seen.databases],
			},
		};
	} catch (error) {
		await rm(directory, { recursive: true, force: true });
		if (!(error instanceof CommandError) || context.signal?.aborted) throw error;
		return without(
			context,
			error.stderr.split('\n').find((line) => line.includes('error:')) ?? error.message,
		);
	}
}

function without(context: TakeContext, problem: string): TakenCopy {
	if (context.physical === 'only')
		throw new OperatorError(`Only a physical copy was wanted, and none can be made: ${problem}.`, {
			exit: 3,
			advice: ['Say `physical: off` in lockkeeper.yaml to save a dump.'],
		});
	return { withoutPhysical: problem };
}

const begun = async (context: TakeContext, server: RunningServer, place: DatabasePlace) =>
	Number(
		onlyLine(
			await query(context, server, place.database, statements.transactionsBegun),
			'transactions begun',
		),
	);

/** Why it need not be tried. */
async function obstacle(
	context: TakeContext,
	server: RunningServer,
	clusterBytes: number,
): Promise<string | undefined> {
	if (process.getuid?.() !== 0) return 'Lockkeeper does not run as root, and the copy would be root’s';
	const [place, there] = await Promise.all([
		enginePlace(context),
		run(context.engine, server.command(['pg_basebackup', '--version']), {
			deadline: 60_000,
			signal: context.signal,
		}).then(
			() => true,
			() => false,
		),
	]);
	if ('problem' in place) return place.problem;
	if (!there) return 'the image of the database has no pg_basebackup';
	const here = await diskSpace(context.directory);
	const floor = floorOf(here.totalBytes);
	// The proof that follows, of dump and copy one after the other, must not lack the room that the copy took.
	const shared = (await diskSpace(place.root)).device === here.device;
	const needed = clusterBytes + besides + (shared ? loadSize(clusterBytes) : 0);
	if (here.freeBytes - floor >= needed) return undefined;
	return `it needs about ${formatBytes(needed)}${shared ? ', room for the proof included' : ''}; ${formatBytes(here.freeBytes)} are free, of which ${formatBytes(floor)} have to stay`;
}

async function copy(
	context: TakeContext,
	server: RunningServer,
	place: DatabasePlace,
	seen: { readonly clusterBytes: number; readonly address: ServerAddress },
): Promise<void> {
	const options = { deadline: streamDeadline, signal: context.signal };
	const image = context.images.find((candidate) => candidate.service === place.service)?.id ?? '';
	const helper = { image, directory: join(context.directory, name(place.service)) };
	const target = join(context.directory, name(place.service));
	const progress = meter(context.onProgress, { label: `physical copy of ${place.service}`, unit: 'bytes' });
	progress.expect(seen.clusterBytes);
	let written = 0;
	const watch = setInterval(async () => {
		const { bytes } = await treeSize(target).catch(() => ({ bytes: 0 }));
		if (bytes > written) progress.add(bytes - written);
		written = Math.max(written, bytes);
	}, pause);
	try {
		const copied = pgBaseBackup(server.user, seen.address, applicationName(context.run), helperDirectory);
		// In one container: to start a second one takes as long as to verify half a gigabyte.
		await run(
			context.engine,
			helperBeside(
				context,
				{ ...helper, container: server.container },
				oneAfterTheOther(copied, pgVerifyBackup(helperDirectory)),
			),
			options,
		);
		progress.end();
	} finally {
		clearInterval(watch);
	}
}

const oneAfterTheOther = (...commands: readonly (readonly string[])[]) => [
	...['sh', '-c'],
	commands.map((argv) => argv.map(quote).join(' ')).join(' && '),
];

async function describe(
	context: TakeContext,
	directory: string,
	within: string,
): Promise<Omit<PhysicalCopy, 'writesAfterDump' | 'tables' | 'unlogged' | 'databases'>> {
	const manifest = join(directory, 'backup_manifest');
	await stat(manifest);
	const { sha256 } = await hashFile(manifest, () => {}, context.signal);
	const { bytes, entries } = await treeSize(directory);
	return { directory: within, files: entries, bytes, manifestSha256: sha256 };
}
