// Touches the world: copies into a restic repository.
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { OperatorError } from '../host/errors.ts';
import { meter } from '../restore-points/progress.ts';
import { damageOf, demandWholeHere, unlessDamagedHere } from './damage-here.ts';
import { attempt, copyState, fetchState, noRoom, removeState, saysFull } from './explain.ts';
import { type FarSource, fetchPoint } from './fetch-point.ts';
import { sha256Of, sha256OfFile } from './hash.ts';
import type { CopyResult, OffHost, OffHostOptions } from './off-host.ts';
import { readBackupLine, readSnapshots, type Snapshot, sortSnapshots } from './restic-answers.ts';
import * as restic from './restic-arguments.ts';
import { runTool, startTool } from './run-tool.ts';
import {
	bytesOf,
	differing,
	manifestName,
	refuseOddNames,
	type ShippedFile,
	type ShippedPoint,
} from './shipped-point.ts';
import { type StallWatch, stallAfter, whileMoving } from './stall.ts';
import { ToolFailure } from './tool-failure.ts';

/**
 * A restic repository: one snapshot a restore point. Each file is read back and compared before the snapshot is
 * tagged `whole`; others count as no copies. What an interrupted copy left is restic's to find again.
 */
export function resticOffHost(target: restic.ResticTarget, stack: string): OffHost {
	const { name } = target;
	const repository: Repository = { name, stack, environment: restic.resticEnvironment(target) };
	const during = <T>(
		doing: string,
		state: string,
		{ signal }: OffHostOptions,
		action: () => Promise<T>,
	): Promise<T> => attempt({ doing: `${doing} ${name}`, state, signal }, action);
	return {
		name,
		means: 'restic',
		async copy(point, options = {}) {
			refuseOddNames(point.id, point.files, stack);
			return during(`Copying ${point.id} to`, copyState(point.path), options, () =>
				unlessDamagedHere(point, options.signal, () =>
					whileMoving(stallAfter + packTime, options.signal, (watch) =>
						copy(repository, point, options, watch),
					),
				),
			);
		},
		async list(options = {}) {
			return during('Listing the copies in', '', options, async () =>
				sortSnapshots(await snapshots(repository, options.signal)),
			);
		},
		async fetch(id, into, options) {
			refuseOddNames(id, [], stack);
			return during(`Fetching ${id} from`, fetchState, options, () =>
				fetchPoint(sourceOf(repository, id), stack, id, into, options),
			);
		},
		async remove(id, options = {}) {
			refuseOddNames(id, [], stack);
			return during(`Removing the copy ${id} in`, removeState, options, async () => {
				const found = await snapshots(repository, options.signal);
				await forget(
					repository,
					found.filter((snapshot) => snapshot.id === id),
					options.signal,
				);
			});
		},
	};
}

/**
 * Milliseconds in which a slow link may be silent: restic counts what it has read, and reads on when a whole pack has
 * arrived. Five packs of 16 MiB side by side, at 128 KiB a second.
 */
const packTime = 640_000;

type Repository = {
	readonly name: string;
	readonly stack: string;
	readonly environment: Readonly<Record<string, string>>;
};

async function copy(
	repository: Repository,
	point: ShippedPoint,
	options: OffHostOptions,
	watch: StallWatch,
): Promise<CopyResult> {
	const result = { place: `${repository.name}, tag restore-point:${point.id}`, bytes: bytesOf(point.files) };
	const manifest = join(point.path, manifestName);
	const files = [...point.files, { name: manifestName, bytes: 0, sha256: await sha256OfFile(manifest) }];
	const earlier = (await snapshots(repository, watch.signal)).filter(({ id }) => id === point.id);
	for (const found of earlier.filter(({ whole }) => whole))
		if ((await wrongFiles(repository, found.snapshot, files, options, watch)).length === 0)
			return { ...result, sent: 0, alreadyThere: true };
	await demandWholeHere(point);
	const { snapshot, added } = await backUp(repository, point, options, watch);
	const wrong = await wrongFiles(repository, snapshot, files, options, watch);
	if (wrong.length > 0) throw await wrongChecksum(repository, point, snapshot, wrong, options);
	await unlock(repository, watch.signal);
	await run(repository, restic.resticMarkWhole(snapshot), watch.signal);
	// Of the same restore point, and damaged or never compared: the new one takes their place.
	await forget(repository, earlier, watch.signal);
	return { ...result, sent: added, alreadyThere: false };
}

async function backUp(
	repository: Repository,
	point: ShippedPoint,
	options: OffHostOptions,
	watch: StallWatch,
): Promise<{ snapshot: string; added: number }> {
	const names = [...point.files.map(({ name }) => name), manifestName];
	const progress = meter(options.onProgress ?? (() => {}), {
		label: `copy of ${point.id}`,
		unit: 'bytes',
		total: bytesOf(point.files),
	});
	let told = 0;
	let files = 0;
	let snapshot: string | undefined;
	let added = 0;
	try {
		await runTool(restic.resticBackup(repository.stack, point.id, names), {
			cwd: point.path,
			environment: repository.environment,
			signal: watch.signal,
			onStdout(line) {
				const found = readBackupLine(line);
				snapshot = found.snapshot ?? snapshot;
				added = found.added ?? added;
				const { bytesDone = told, filesDone = files } = found;
				// A line comes five times a second, also while nothing moves.
				if (bytesDone > told || filesDone > files || found.snapshot !== undefined) watch.moved();
				progress.add(Math.max(0, bytesDone - told));
				told = Math.max(told, bytesDone);
				files = Math.max(files, filesDone);
			},
		});
	} catch (error) {
		if (saysFull(error) && !watch.signal.aborted)
			throw noRoom(repository.name, bytesOf(point.files), undefined, 'kept', error);
		throw error;
	}
	progress.end();
	if (snapshot === undefined) throw new Error('restic ended without an error and named no snapshot');
	return { snapshot, added };
}

async function wrongFiles(
	repository: Repository,
	snapshot: string,
	files: readonly ShippedFile[],
	options: OffHostOptions,
	watch: StallWatch,
): Promise<ReturnType<typeof differing>> {
	const progress = meter(options.onProgress ?? (() => {}), {
		label: 'check of the copy',
		unit: 'bytes',
		total: bytesOf(files),
	});
	const hashes = new Map<string, string>();
	for (const { name } of files) {
		const hash = await dumpInto(repository, snapshot, name, watch.signal, (chunks) =>
			sha256Of(chunks, (chunk) => {
				watch.moved();
				progress.add(chunk.length);
			}),
		).catch((error: unknown) => {
			// A blob that is damaged or gone: restic says so and fails.
			if (error instanceof ToolFailure && !error.stopped) return undefined;
			throw error;
		});
		if (hash !== undefined) hashes.set(name, hash);
	}
	progress.end();
	return differing(files, hashes);
}

async function wrongChecksum(
	repository: Repository,
	point: ShippedPoint,
	snapshot: string,
	[first]: ReturnType<typeof differing>,
	options: OffHostOptions,
): Promise<OperatorError> {
	const file = point.files.find(({ name }) => name === first?.name);
	const damage = file && (await damageOf(point, file, options.signal));
	if (damage) return damage;
	return new OperatorError(
		`${repository.name}, snapshot ${snapshot}, ${first?.name}: stored without an error, and yet what comes back is not what was stored (${first?.found ?? 'it cannot be read'}). The snapshot counts as no copy.`,
		{
			exit: 3,
			advice: ['Run `restic check --read-data`, mend the repository, then copy again.'],
		},
	);
}

/** The files of the newest whole snapshot of a restore point. */
function sourceOf(repository: Repository, id: string): FarSource {
	let snapshot = '';
	const inSnapshot = (path: string) => path.split('/').slice(2).join('/');
	return {
		name: repository.name,
		async has(_, signal) {
			const found = await snapshots(repository, signal);
			snapshot = found.findLast((one) => one.id === id && one.whole)?.snapshot ?? '';
			return snapshot !== '';
		},
		async read(file, readSignal) {
			const { stdout } = await run(repository, restic.resticDump(snapshot, inSnapshot(file)), readSignal);
			return stdout;
		},
		async bring({ here, files, onBytes, signal: bringSignal }) {
			for (const { name } of files)
				await dumpInto(repository, snapshot, name, bringSignal, (chunks) =>
					pipeline(
						chunks,
						async function* (pieces: AsyncIterable<Buffer>) {
							for await (const piece of pieces) {
								onBytes(piece.length);
								yield piece;
							}
						},
						createWriteStream(join(here, name), { mode: 0o600, flush: true }),
					),
				);
		},
	};
}

async function dumpInto<T>(
	repository: Repository,
	snapshot: string,
	name: string,
	signal: AbortSignal,
	take: (chunks: AsyncIterable<Buffer>) => Promise<T>,
): Promise<T> {
	const tool = startTool(restic.resticDump(snapshot, name), {
		environment: repository.environment,
		signal,
	});
	tool.stdin.end();
	try {
		const taken = await take(tool.stdout);
		await tool.ended;
		return taken;
	} catch (error) {
		tool.stop();
		// The tool's own words, when it has some, say more than the stream that broke.
		await tool.ended.catch((ended: unknown) => {
			if (ended instanceof ToolFailure && ended.exitCode === undefined && !ended.stopped) throw error;
			throw ended;
		});
		throw error;
	}
}

async function snapshots(
	repository: Repository,
	signal: AbortSignal | undefined,
): Promise<readonly Snapshot[]> {
	const { stdout } = await run(repository, restic.resticSnapshots(repository.stack), signal);
	return readSnapshots(stdout.toString());
}

async function forget(
	repository: Repository,
	found: readonly Snapshot[],
	signal: AbortSignal | undefined,
): Promise<void> {
	if (found.length === 0) return;
	await unlock(repository, signal);
	await run(repository, restic.resticForget(found.map(({ snapshot }) => snapshot)), signal);
}

/** A copy that was killed leaves a lock; what a living process holds stays. */
const unlock = (repository: Repository, signal: AbortSignal | undefined) =>
	run(repository, restic.resticUnlock, signal);

const run = (repository: Repository, argv: readonly string[], signal: AbortSignal | undefined) =>
	runTool(argv, { environment: repository.environment, signal, deadline: 120_000 });
