// Touches the world: brings a copy back onto this host.
import { chmod, lstat, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { flushDirectory } from '../host/atomic-file.ts';
import { diskSpace } from '../host/disk-space.ts';
import { OperatorError } from '../host/errors.ts';
import { meter } from '../restore-points/progress.ts';
import { formatBytes } from '../text/bytes.ts';
import type { FarPlace } from './far-place.ts';
import { sha256OfFile } from './hash.ts';
import type { OffHost } from './off-host.ts';
import {
	bytesOf,
	directoriesOf,
	manifestName,
	refuseOddNames,
	resumption,
	type ShippedFile,
} from './shipped-point.ts';
import { type StallWatch, stallAfter, whileMoving } from './stall.ts';

/** The part of a place that a copy is read from. */
export type FarSource = Pick<FarPlace, 'name' | 'bring' | 'read'> & {
	/** True when a whole copy lies in this directory. */
	readonly has: (directory: string, signal: AbortSignal) => Promise<boolean>;
};

/**
 * Brings a copy back: its manifest, the files it names, their checksums; renamed when all are right.
 * @throws what the source throws, and OperatorErrors without the state
 */
export async function fetchPoint(
	source: FarSource,
	stack: string,
	id: string,
	into: string,
	options: Parameters<OffHost['fetch']>[2],
): Promise<string> {
	const target = join(into, id);
	if (await isThere(target))
		throw new OperatorError(`${target} is there already.`, {
			exit: 3,
			advice: ['Use it as it is, or move it away, then fetch again.'],
		});
	const directory = `${stack}/${id}`;
	const partial = join(into, `.${id}.partial`);
	return whileMoving(stallAfter, options.signal, async (watch) => {
		if (!(await source.has(directory, watch.signal)))
			throw new OperatorError(`${source.name} has no whole copy ${directory}.`, {
				exit: 3,
				advice: ['List the copies there, and choose one that is whole.'],
			});
		const manifest = await source.read(`${directory}/${manifestName}`, watch.signal);
		await makePrivate(partial);
		await writeFile(join(partial, manifestName), manifest, { mode: 0o600, flush: true });
		const files = await options.filesOf(partial);
		refuseOddNames(id, files);
		await bringAll({ source, id, directory, partial, files, options, watch });
		await flushAll(partial, files);
		await rename(partial, target);
		await flushDirectory(into);
		return target;
	});
}

type Fetch = {
	readonly source: FarSource;
	readonly id: string;
	readonly directory: string;
	readonly partial: string;
	readonly files: readonly ShippedFile[];
	readonly options: Parameters<OffHost['fetch']>[2];
	readonly watch: StallWatch;
};

async function bringAll(fetch: Fetch): Promise<void> {
	for (const name of directoriesOf(fetch.files)) await makePrivate(join(fetch.partial, name));
	let files = fetch.files;
	for (let there = await sizesHere(fetch.partial, files); ; there = new Map()) {
		await bring(fetch, files, there);
		const wrong = await wrongFiles(fetch, files);
		if (wrong.length === 0) return;
		for (const { name } of wrong) await rm(join(fetch.partial, name), { force: true });
		// What was continued from what lay here, and is wrong, is brought once more, whole.
		if (wrong.some(({ name }) => !there.has(name))) throw wrongChecksum(fetch, wrong);
		files = wrong;
	}
}

async function bring(
	{ source, id, directory, partial, options, watch }: Fetch,
	files: readonly ShippedFile[],
	there: ReadonlyMap<string, number>,
): Promise<void> {
	const todo = resumption(files, there);
	const missing = bytesOf(files) - todo.kept;
	const { freeBytes } = await diskSpace(partial);
	if (freeBytes < missing) throw noRoomHere(dirname(partial), missing, freeBytes, undefined);
	for (const name of todo.discard) await rm(join(partial, name));
	const progress = meter(options.onProgress ?? (() => {}), {
		label: `copy of ${id} from ${source.name}`,
		unit: 'bytes',
		total: bytesOf(files),
	});
	progress.add(todo.kept);
	if (todo.send.length > 0)
		await source
			.bring({
				here: partial,
				there: directory,
				files: todo.send,
				signal: watch.signal,
				onBytes(count) {
					watch.moved();
					progress.add(count);
				},
			})
			.catch(async (error: unknown) => {
				const left = await diskSpace(partial).catch(() => undefined);
				if (watch.signal.aborted || !left || left.freeBytes >= 1024 * 1024) throw error;
				// A part that fills this host's disk would stop the stack from writing.
				await rm(partial, { recursive: true, force: true });
				throw noRoomHere(dirname(partial), missing, left.freeBytes, error);
			});
	progress.end();
}

const noRoomHere = (into: string, missing: number, free: number, cause: unknown) =>
	new OperatorError(
		`There is no room at ${into}: ${formatBytes(missing)} are needed, ${formatBytes(free)} are free.`,
		{ exit: 3, advice: ['Make room on this disk, or fetch into a directory on another one.'], cause },
	);

async function wrongFiles(
	{ partial, options, watch }: Fetch,
	files: readonly ShippedFile[],
): Promise<(ShippedFile & { found: string | undefined })[]> {
	const wrong: (ShippedFile & { found: string | undefined })[] = [];
	for (const file of files) {
		const found = await sha256OfFile(join(partial, file.name), watch.moved, watch.signal).catch(
			(error: NodeJS.ErrnoException) => {
				if (error.code === 'ENOENT') return undefined;
				throw error;
			},
		);
		options.signal?.throwIfAborted();
		if (found !== file.sha256) wrong.push({ ...file, found });
	}
	return wrong;
}

function wrongChecksum(
	{ source, directory }: Fetch,
	wrong: readonly (ShippedFile & { found: string | undefined })[],
): OperatorError {
	const [first] = wrong;
	const found = first?.found === undefined ? 'it did not arrive' : `found ${first.found}`;
	return new OperatorError(
		`${source.name}/${directory}/${first?.name}: this file is not what the manifest says: expected sha256 ${first?.sha256}, ${found}. This copy cannot be used.`,
		{ exit: 3, advice: ['Fetch another copy, or this one from another place.'] },
	);
}

async function sizesHere(
	partial: string,
	files: readonly ShippedFile[],
): Promise<ReadonlyMap<string, number>> {
	const found = new Map<string, number>();
	for (const { name } of files) {
		const there = await lstat(join(partial, name)).catch(() => undefined);
		if (there?.isFile()) found.set(name, there.size);
	}
	return found;
}

async function flushAll(partial: string, files: readonly ShippedFile[]): Promise<void> {
	for (const { name } of files) {
		await chmod(join(partial, name), 0o600);
		const file = await open(join(partial, name), 'r');
		await file.sync().finally(() => file.close());
	}
	for (const name of ['.', ...directoriesOf(files)]) await flushDirectory(join(partial, name));
}

async function makePrivate(directory: string): Promise<void> {
	await mkdir(directory, { recursive: true, mode: 0o700 });
	await chmod(directory, 0o700);
}

async function isThere(path: string): Promise<boolean> {
	const found = await stat(path).catch(() => undefined);
	if (!found) return false;
	return !found.isDirectory() || (await readdir(path)).length > 0;
}
