// Touches the world: ships a restore point to a far place.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../host/errors.ts';
import { meter } from '../restore-points/progress.ts';
import { damageOf, demandWholeHere } from './damage-here.ts';
import { noRoom, saysFull } from './explain.ts';
import type { FarPlace } from './far-place.ts';
import type { CopyResult, OffHostOptions } from './off-host.ts';
import {
	bytesOf,
	differing,
	directoriesOf,
	manifestArriving,
	manifestName,
	resumption,
	type ShippedFile,
	type ShippedPoint,
} from './shipped-point.ts';
import { stallAfter, whileMoving } from './stall.ts';

/**
 * Ships a restore point: files, their checksums, the manifest, its checksum, and then the manifest's name.
 * @throws what the place throws, and OperatorErrors without the state; `far-copies.ts` adds it
 */
export async function copyPoint(
	place: FarPlace,
	stack: string,
	point: ShippedPoint,
	options: OffHostOptions,
): Promise<CopyResult> {
	const manifest = await readManifest(point);
	return whileMoving(stallAfter + hashingTime(point.files), options.signal, ({ signal, moved }) =>
		ship({ place, point, directory: `${stack}/${point.id}`, signal, moved, options }, manifest),
	);
}

async function ship(copy: Copy, manifest: ManifestToSend): Promise<CopyResult> {
	const { place, point, directory, signal } = copy;
	const result = { place: `${place.name}/${directory}`, bytes: bytesOf(point.files) };
	const there = await place.sizes(directory, signal);
	if (there.has(manifestName) && (await wrongFiles(copy, [...point.files, manifest.file])).length === 0)
		return { ...result, sent: 0, alreadyThere: true };
	await demandWholeHere(point);
	if (there.has(manifestName))
		// From here on the damaged copy is none; what is wrong in it is sent again.
		await place.rename(`${directory}/${manifestName}`, `${directory}/${manifestArriving}`, signal);
	await place.makeDirectories(
		[directory, ...directoriesOf(point.files).map((name) => `${directory}/${name}`)],
		signal,
	);
	const sent = await sendAll(copy, there);
	await sendManifest(copy, manifest);
	return { ...result, sent, alreadyThere: false };
}

type Copy = {
	readonly place: FarPlace;
	readonly point: ShippedPoint;
	readonly directory: string;
	readonly signal: AbortSignal;
	readonly moved: () => void;
	readonly options: OffHostOptions;
};

/** Bytes free that count as a full disk, where the place itself does not say why it failed. */
const almostNothing = 1024 * 1024;

type ManifestToSend = { readonly content: Buffer; readonly file: ShippedFile };

async function readManifest(point: ShippedPoint): Promise<ManifestToSend> {
	const content = await readFile(join(point.path, manifestName));
	const sha256 = createHash('sha256').update(content).digest('hex');
	return { content, file: { name: manifestName, bytes: content.length, sha256 } };
}

/** A checksum is told when a whole file was read: time for the largest, at 10 MiB a second, milliseconds. */
const hashingTime = (files: readonly ShippedFile[]) =>
	(Math.max(0, ...files.map(({ bytes }) => bytes)) / (10 * 1024 * 1024)) * 1000;

/** Sends what is missing. What was continued and turns out wrong is sent once more, whole. @returns bytes sent */
async function sendAll(copy: Copy, there: ReadonlyMap<string, number>): Promise<number> {
	let files = copy.point.files;
	let sent = 0;
	for (let found = there; ; found = new Map()) {
		sent += await send(copy, files, found);
		const wrong = await wrongFiles(copy, files);
		if (wrong.length === 0) return sent;
		await copy.place.removeFiles(
			wrong.map(({ name }) => `${copy.directory}/${name}`),
			copy.signal,
		);
		if (wrong.some(({ name }) => !found.has(name))) throw await wrongChecksum(copy, wrong);
		files = files.filter(({ name }) => wrong.some((file) => file.name === name));
	}
}

async function send(
	{ place, point, directory, signal, moved, options }: Copy,
	files: readonly ShippedFile[],
	there: ReadonlyMap<string, number>,
): Promise<number> {
	const todo = resumption(files, there);
	const missing = bytesOf(files) - todo.kept;
	const free = missing === 0 ? undefined : await place.room(signal);
	if (free !== undefined && free < missing) throw noRoom(place.name, missing, free, 'nothing');
	const progress = meter(options.onProgress ?? (() => {}), {
		label: `copy of ${point.id}`,
		unit: 'bytes',
		total: bytesOf(files),
	});
	progress.add(todo.kept);
	let arrived = 0;
	try {
		if (todo.discard.length > 0)
			await place.removeFiles(
				todo.discard.map((name) => `${directory}/${name}`),
				signal,
			);
		if (todo.send.length > 0)
			await place.send({
				here: point.path,
				there: directory,
				files: todo.send,
				signal,
				onBytes(count) {
					arrived += count;
					moved();
					progress.add(count);
				},
			});
	} catch (error) {
		if (signal.aborted) throw error;
		const left = await place.room(signal).catch(() => undefined);
		const open = Math.max(missing - arrived, 1);
		if (!saysFull(error) && (left === undefined || left >= Math.min(open, almostNothing))) throw error;
		// A part that fills the disk there would stop others from writing.
		await place.removeDirectory(directory, signal).catch(() => {});
		throw noRoom(place.name, open, left, 'removed', error);
	}
	progress.end();
	return missing;
}

async function wrongFiles(
	{ place, point, directory, signal, moved, options }: Copy,
	files: readonly ShippedFile[],
) {
	const progress = meter(options.onProgress ?? (() => {}), {
		label: `check of the copy of ${point.id}`,
		unit: 'bytes',
		total: bytesOf(files),
	});
	const onBytes = (count: number) => {
		moved();
		progress.add(count);
	};
	const wrong = differing(files, await place.sha256(directory, files, onBytes, signal));
	progress.end();
	return wrong;
}

async function sendManifest(
	{ place, directory, signal }: Copy,
	{ content, file }: ManifestToSend,
): Promise<void> {
	const arriving = `${directory}/${manifestArriving}`;
	await place.write(arriving, content, signal);
	const found = await place.sha256(directory, [{ ...file, name: manifestArriving }], () => {}, signal);
	const wrong = differing([{ ...file, name: manifestArriving }], found)[0];
	if (wrong)
		throw new OperatorError(
			`${place.name}/${arriving}: what lies there is not what was sent: ${expectedAndFound(file, wrong.found)}.`,
			{ exit: 3, advice: [distrust(place)] },
		);
	await place.rename(arriving, `${directory}/${manifestName}`, signal);
}

/** Says which end is wrong: the restore point's own file is read as well. */
async function wrongChecksum(
	{ place, point, directory, options }: Copy,
	wrong: readonly { readonly name: string; readonly found: string | undefined }[],
): Promise<OperatorError> {
	const [first] = wrong;
	const file = point.files.find(({ name }) => name === first?.name);
	if (!first || !file) throw new Error('a checksum differs, and no file is named');
	const damage = await damageOf(point, file, options.signal);
	if (damage) return damage;
	const more = wrong.length > 1 ? ` The same is true for ${wrong.length - 1} more.` : '';
	return new OperatorError(
		`${place.name}/${directory}/${file.name}: sent without an error, and yet what lies there is not what was sent: ${expectedAndFound(file, first.found)}.${more} It was removed there.`,
		{ exit: 3, advice: [distrust(place)] },
	);
}

const expectedAndFound = (file: ShippedFile, found: string | undefined) =>
	found === undefined ? 'it is missing' : `expected sha256 ${file.sha256}, found ${found}`;

const distrust = (place: FarPlace) =>
	`Copy again; if it stays so, do not trust the disk or the program there (${place.means}), and choose another target.`;
