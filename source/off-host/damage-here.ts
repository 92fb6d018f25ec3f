// Touches the world: looks at the files of a restore point on this host that is to be copied.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DamagedHere, saysUnreadable } from './explain.ts';
import { sha256OfFile } from './hash.ts';
import { manifestName, type ShippedFile, type ShippedPoint } from './shipped-point.ts';
import { orAborted } from './stall.ts';

/** Milliseconds for a look at a file: a disk that is gone may not answer at all. */
const lookTime = 20_000;

/**
 * Sees to it that each file can be opened and is as long as the manifest says, before anything is sent.
 * @throws DamagedHere naming the first that is not
 */
export async function demandWholeHere(point: ShippedPoint): Promise<void> {
	const damage = await damageSeen(point);
	if (damage) throw damage;
}

/** Copies; when that fails and the reason is a file of this host, says that. @throws DamagedHere, what the copy throws */
export async function unlessDamagedHere<T>(
	point: ShippedPoint,
	signal: AbortSignal | undefined,
	copy: () => Promise<T>,
): Promise<T> {
	try {
		return await copy();
	} catch (error) {
		if (error instanceof DamagedHere || signal?.aborted) throw error;
		throw (await damageSeen(point)) ?? (await damageRead(point, error, signal)) ?? error;
	}
}

/** Reads a file to its end. @returns what is wrong with it; undefined when it is what the manifest says */
export async function damageOf(
	point: ShippedPoint,
	{ name, bytes, sha256 }: ShippedFile,
	signal?: AbortSignal,
): Promise<DamagedHere | undefined> {
	const file = join(point.path, name);
	const seen = await lookAt(file, bytes);
	if (seen) return seen;
	try {
		const found = await sha256OfFile(file, () => {}, signal);
		return found === sha256 ? undefined : differs(file, `expected sha256 ${sha256}, found ${found}`);
	} catch (error) {
		signal?.throwIfAborted();
		return unreadable(file, error as NodeJS.ErrnoException);
	}
}

async function damageSeen(point: ShippedPoint): Promise<DamagedHere | undefined> {
	const files = [...point.files, { name: manifestName, bytes: undefined }];
	for (const { name, bytes } of files) {
		const damage = await lookAt(join(point.path, name), bytes);
		if (damage) return damage;
	}
	return undefined;
}

/** Which end could not be read, the words of a tool do not tell: then all of it is read here. */
async function damageRead(
	point: ShippedPoint,
	error: unknown,
	signal: AbortSignal | undefined,
): Promise<DamagedHere | undefined> {
	if (!saysUnreadable(error)) return undefined;
	for (const file of point.files) {
		const damage = await damageOf(point, file, signal);
		if (damage) return damage;
	}
	return undefined;
}

/** @param bytes undefined when nobody noted how long it is */
async function lookAt(file: string, bytes: number | undefined): Promise<DamagedHere | undefined> {
	try {
		const found = await orAborted(AbortSignal.timeout(lookTime), statOfOpened(file));
		if (!found.isFile()) return differs(file, 'expected a file, found something else');
		return bytes === undefined || found.size === bytes
			? undefined
			: differs(file, `expected ${bytes} bytes, found ${found.size}`);
	} catch (error) {
		return unreadable(file, error as NodeJS.ErrnoException);
	}
}

/** Opened, because a file that may not be read has a size all the same. */
async function statOfOpened(file: string) {
	const handle = await open(file, 'r');
	return handle.stat().finally(() => handle.close());
}

const differs = (file: string, how: string) =>
	new DamagedHere(
		file,
		`this file on this host is not what its manifest says: ${how}`,
		'Take a new restore point; do not rely on this one.',
	);

function unreadable(file: string, { code, name, message }: NodeJS.ErrnoException): DamagedHere {
	const why = code ?? (name === 'TimeoutError' ? 'it does not answer' : message);
	return new DamagedHere(
		file,
		`this file on this host cannot be read (${why})`,
		code === 'EACCES' || code === 'EPERM'
			? 'Run this as the user who took the restore point, or as root.'
			: 'Take a new restore point; do not rely on this one.',
	);
}
