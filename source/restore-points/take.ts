// Touches the world: takes a restore point.
import { rename, rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { flushDirectory } from '../host/atomic-file.ts';
import { OperatorError } from '../host/errors.ts';
import { lockkeeperVersion } from '../host/lockkeeper-version.ts';
import { treeSize } from '../host/tree-size.ts';
import type { Progress } from '../run/events.ts';
import type { DatabasePlace, DirectoryPlace, RestorePointContext } from './context.ts';
import { fullDiskError, isFullDisk, watchRoom } from './full-disk.ts';
import type { Manifest } from './manifest.ts';
import { writeManifest } from './manifest-file.ts';
import { archiveFile, copyFile, distinct, dumpFile } from './names.ts';
import { entryOfBackups, makePartial, makePrivateDirectory } from './place.ts';
import { takeArchive } from './take-archive.ts';
import { takeCopy } from './take-copy.ts';
import { takeDump } from './take-dump.ts';

/** What a restore point shall hold. */
export type Wanted = {
	readonly app: string;
	readonly stack: string;
	readonly version: string;
	/** Absolute path of the directory that holds this stack's restore points. */
	readonly backups: string;
	readonly images: Manifest['images'];
	readonly schemaRevision?: string;
	readonly databases: readonly DatabasePlace[];
	readonly directories: readonly DirectoryPlace[];
	/** Absolute paths. */
	readonly files: readonly string[];
	readonly now: Date;
};

/**
 * Takes a restore point: dumps and archives side by side, files, and the manifest last. It is written under
 * a temporary name; whatever goes wrong, that is removed and earlier restore points stay.
 * @returns the restore point, not proven yet
 * @throws OperatorError, CommandError; the signal's reason when it was aborted
 */
export async function takeRestorePoint(
	context: RestorePointContext,
	wanted: Wanted,
): Promise<{ path: string; manifest: Manifest }> {
	context.signal?.throwIfAborted();
	if (!isAbsolute(wanted.backups)) throw new Error(`Expected an absolute path, got ${wanted.backups}`);
	await makePrivateDirectory(wanted.backups);
	const directories = await Promise.all(
		wanted.directories.map(async (place): Promise<DirectoryPlace> => {
			const entry = await entryOfBackups(place.path, place.except, wanted.backups);
			return entry === undefined ? place : { ...place, except: [...place.except, entry] };
		}),
	);
	const { id, partial } = await makePartial(wanted.backups, wanted.now, wanted.version);
	const room = watchRoom(partial);
	const last = new Map<string, Omit<Progress, 'step'>>();
	try {
		const watched: RestorePointContext = {
			...context,
			signal: context.signal ? AbortSignal.any([context.signal, room.signal]) : room.signal,
			onProgress(progress) {
				last.set(progress.label, progress);
				context.onProgress(progress);
			},
		};
		const parts = await takeParts(watched, { ...wanted, directories }, partial);
		const manifest = await writeManifest(partial, describe(id, context.run, wanted, parts));
		watched.signal?.throwIfAborted();
		const path = join(wanted.backups, id);
		await rename(partial, path);
		await flushDirectory(wanted.backups);
		return { path, manifest };
	} catch (error) {
		const written = await treeSize(partial).catch(() => ({ bytes: 0 }));
		await rm(partial, { recursive: true, force: true });
		if (context.signal?.aborted) throw context.signal.reason;
		if (room.signal.aborted) throw room.signal.reason;
		throw isFullDisk(error) ? fullDiskError(wanted.backups, written.bytes, [...last.values()], error) : error;
	} finally {
		room.end();
	}
}

type Parts = Pick<Manifest, 'databases' | 'directories' | 'files'>;

async function takeParts(context: RestorePointContext, wanted: Wanted, partial: string): Promise<Parts> {
	const files: Manifest['files'] = [];
	if (wanted.files.length > 0) await makePrivateDirectory(join(partial, 'files'));
	const names = new Set<string>();
	const nameFor = (name: string) => {
		const free = distinct(name, names);
		names.add(free);
		return free;
	};
	for (const path of wanted.files) files.push(await takeCopy(partial, nameFor(copyFile(path)), path));
	if (files.length > 0) await flushDirectory(join(partial, 'files'));

	const stop = new AbortController();
	const signal = context.signal ? AbortSignal.any([context.signal, stop.signal]) : stop.signal;
	const both = { ...context, signal };
	const parts = [
		oneAfterAnother(wanted.databases, (place) =>
			takeDump(both, partial, nameFor(dumpFile(place.service, place.database)), place, wanted.schemaRevision),
		),
		oneAfterAnother(wanted.directories, (place) =>
			takeArchive(both, partial, nameFor(archiveFile(place.path)), place),
		),
	] as const;
	try {
		const [databases, directories] = await Promise.all(parts);
		demandTables(databases);
		await flushDirectory(partial);
		return { databases, directories, files };
	} catch (error) {
		stop.abort(error);
		// Nothing may go on writing into the directory that is about to be removed.
		await Promise.allSettled(parts);
		throw error;
	}
}

async function oneAfterAnother<I, O>(items: readonly I[], act: (item: I) => Promise<O>): Promise<O[]> {
	const done: O[] = [];
	for (const item of items) done.push(await act(item));
	return done;
}

function demandTables(databases: Manifest['databases']): void {
	const empty = databases.find((database) => database.tables.length === 0);
	if (!empty) return;
	throw new OperatorError(
		`Expected tables in database ${empty.database} of service ${empty.service}, found none: there is nothing to come back to.`,
		{ exit: 3, advice: ['See which database the app really uses, and name it in the runbook.'] },
	);
}

const describe = (id: string, run: string, wanted: Wanted, parts: Parts): Manifest => ({
	format: 1,
	id,
	run,
	app: wanted.app,
	stack: wanted.stack,
	takenAt: wanted.now.toISOString(),
	version: wanted.version,
	lockkeeper: lockkeeperVersion,
	images: wanted.images,
	...(wanted.schemaRevision === undefined ? {} : { schemaRevision: wanted.schemaRevision }),
	...parts,
	proof: { kind: 'none', at: '', restoreTook: 0, detail: 'not proven' },
});
