// Touches the world: takes a restore point.
import { rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { isAbsolute, join } from 'node:path';
import process from 'node:process';
import { flushDirectory } from '../host/atomic-file.ts';
import { lockkeeperVersion } from '../host/lockkeeper-version.ts';
import { treeSize } from '../host/tree-size.ts';
import type { Progress } from '../run/events.ts';
import type { RestorePointContext } from './context.ts';
import type { TakeContext } from './data-kind.ts';
import { type DataPlace, kindOf } from './data-kinds.ts';
import { findEnclosed } from './enclosed.ts';
import { fullDiskError, isFullDisk, watchRoom } from './full-disk.ts';
import { alembicRevision, type Manifest, type Part } from './manifest.ts';
import { writeManifest } from './manifest-file.ts';
import { distinct } from './names.ts';
import { makePartial, makePrivateDirectory } from './place.ts';
import { removeLeftoverDirectories } from './proof-directory.ts';

/** What a restore point shall hold. */
export type Wanted = {
	readonly app: string;
	readonly stack: string;
	readonly version: string;
	/** Absolute path of the directory that holds this stack's restore points. */
	readonly backups: string;
	readonly images: Manifest['images'];
	readonly schemaRevision?: string;
	/** False where that revision is none of alembic's. */
	readonly alembic?: false;
	readonly places: readonly DataPlace[];
	/** Whether databases are also copied file by file; default: where there is room. */
	readonly physical?: TakeContext['physical'];
	readonly now: Date;
};

/**
 * Takes a restore point: dumps and archives side by side, files, and the manifest last. It is written under
 * a temporary name; whatever goes wrong, that is removed and earlier restore points stay.
 * @returns the restore point, read back, not proven yet
 * @throws OperatorError, CommandError; the signal's reason when it was aborted
 */
export async function takeRestorePoint(
	context: RestorePointContext,
	wanted: Wanted,
): Promise<{ path: string; manifest: Manifest }> {
	context.signal?.throwIfAborted();
	if (!isAbsolute(wanted.backups)) throw new Error(`Expected an absolute path, got ${wanted.backups}`);
	const began = performance.now();
	await makePrivateDirectory(wanted.backups);
	// The room is needed; what cannot be removed is named by the next listing.
	await removeLeftoverDirectories(wanted.backups).catch(() => {});
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
		const taken = await takeParts(watched, wanted, partial);
		await flushDirectory(partial);
		const manifest = await writeManifest(
			partial,
			describe(id, context.run, wanted, taken, Math.round(performance.now() - began)),
		);
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

type Taken = { readonly parts: readonly Part[]; readonly tools: Readonly<Record<string, string>> };

/** Files first: what is wrong with them shows at once. Then as many places at a time as there are processors. */
async function takeParts(context: RestorePointContext, wanted: Wanted, partial: string): Promise<Taken> {
	const names = new Set<string>();
	const tools: Record<string, string> = { node: process.versions.node };
	const stop = new AbortController();
	const lanes = availableParallelism();
	const target: TakeContext = {
		...context,
		signal: context.signal ? AbortSignal.any([context.signal, stop.signal]) : stop.signal,
		directory: partial,
		backups: wanted.backups,
		images: wanted.images,
		schemaRevision: alembicRevision(wanted),
		physical: wanted.physical ?? 'auto',
		enclosed: await findEnclosed(context, wanted.places),
		oneAtATime: lanes === 1,
		nameFor(name) {
			const free = distinct(name, names);
			names.add(free);
			return free;
		},
		noteTool(name, version) {
			tools[name] = version;
		},
	};
	const parts = new Map<DataPlace, Part>();
	const queue = [...wanted.places].sort((a, b) => Number(b.kind === 'files') - Number(a.kind === 'files'));
	const work = async () => {
		for (let place = queue.shift(); place; place = queue.shift())
			parts.set(place, await kindOf(place).take(target, place));
	};
	while (queue[0]?.kind === 'files') {
		const place = queue.shift();
		if (place) parts.set(place, await kindOf(place).take(target, place));
	}
	const workers = Array.from({ length: Math.max(1, Math.min(lanes, queue.length)) }, work);
	try {
		await Promise.all(workers);
	} catch (error) {
		stop.abort(error);
		// Nothing may go on writing into the directory that is about to be removed.
		await Promise.allSettled(workers);
		throw error;
	}
	const taken = wanted.places.flatMap((place) => parts.get(place) ?? []);
	// Restored in this order: a database comes into the directory that was unpacked before it.
	const isEnclosed = (part: Part) => part.kind === 'sqlite' && part.archivedIn !== undefined;
	return {
		parts: [...taken.filter((part) => !isEnclosed(part)), ...taken.filter(isEnclosed)],
		tools,
	};
}

const describe = (id: string, run: string, wanted: Wanted, taken: Taken, took: number): Manifest => ({
	format: 2,
	id,
	run,
	app: wanted.app,
	stack: wanted.stack,
	takenAt: wanted.now.toISOString(),
	took,
	version: wanted.version,
	lockkeeper: lockkeeperVersion,
	tools: taken.tools,
	images: wanted.images,
	...(wanted.schemaRevision === undefined ? {} : { schemaRevision: wanted.schemaRevision }),
	...(wanted.alembic === undefined ? {} : { alembic: wanted.alembic }),
	parts: [...taken.parts],
	proof: {
		level: 'read back',
		at: new Date().toISOString(),
		restoreTook: 0,
		detail: 'every artifact read to its end after it was written; nothing was loaded',
	},
});
