// Touches the world: puts restored entries in the place of the live ones, entry by entry.
import type { Stats } from 'node:fs';
import { chmod, chown, lstat, mkdir, readdir, rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { flushDirectory } from '../../host/atomic-file.ts';
import { OperatorError } from '../../host/errors.ts';
import { ownPrefix } from '../names.ts';
import { demandNoServer } from './live-databases.ts';
import { ownEntries } from './own-entries.ts';
import type { DirectoryPlace } from './part.ts';
import { demandOwnName, exists } from './restore.ts';

/**
 * Moves the live entries of a directory into `<directory>/<keptName>`, then those of
 * `<directory>/<besideName>` into their place. Entry by entry, because the directory also holds what must
 * stay where it is: a live database's files, mount points. Nothing is removed but empty directories of ours.
 *
 * It can be killed between any two renames and called again: while the kept entries lie in
 * `<keptName>.partial`, the first half is under way; when `<keptName>` is there, only the second half is
 * left; when `<besideName>` is gone as well, all is done.
 * @param demandStopped asked before the first entry is moved
 * @throws OperatorError as `demandDirectoryReady`, or when an entry came into being between the two halves
 */
export async function swapDirectory(
	place: DirectoryPlace,
	besideName: string,
	keptName: string,
	demandStopped?: () => Promise<void>,
): Promise<void> {
	demandOwnName(besideName);
	demandOwnName(keptName);
	const beside = join(place.path, besideName);
	const kept = join(place.path, keptName);
	await demandDirectoryReady(place, besideName, keptName, demandStopped);
	if (!(await exists(kept))) await keepLiveEntries(place, kept);
	if (await exists(beside)) await bringInEntries(place, beside);
}

/**
 * All that the swap would refuse before it moves the first entry; when the first half is done, nothing.
 * @throws OperatorError when nothing was unpacked, or a database server still runs on what would be moved
 */
export async function demandDirectoryReady(
	place: DirectoryPlace,
	besideName: string,
	keptName: string,
	demandStopped = () => demandServersStopped(place),
): Promise<void> {
	if (await exists(join(place.path, keptName))) return;
	await demandUnpacked(join(place.path, besideName));
	await demandStopped();
}

async function demandUnpacked(beside: string): Promise<void> {
	if (await exists(beside)) return;
	throw new OperatorError(`Expected the restored entries in ${beside}, found nothing there.`, {
		exit: 3,
		advice: ['Nothing was moved. Unpack the archive first.'],
	});
}

/** What was left out of the archive stays where it is, and may run. */
const demandServersStopped = async ({ path, except }: DirectoryPlace) =>
	demandNoServer(path, [...except, ...(await ownEntries(path))]);

async function keepLiveEntries(place: DirectoryPlace, kept: string): Promise<void> {
	const live = await lstat(place.path);
	const partial = `${kept}.partial`;
	if (!(await exists(partial))) await mkdir(partial, { mode: 0o700 });
	for (const name of await swappedEntries(place, live)) {
		// Moved there before this was killed, and written anew since.
		if (await exists(inside(partial, name))) throw inTheWay(name, partial);
		await rename(inside(place.path, name), inside(partial, name));
	}
	await dressLike(partial, live);
	await flushDirectory(partial);
	await rename(partial, kept);
	await flushDirectory(place.path);
}

async function bringInEntries(place: DirectoryPlace, beside: string): Promise<void> {
	const live = await lstat(place.path);
	for (const name of await readdir(beside, { encoding: 'buffer' })) {
		const from = inside(beside, name);
		const to = inside(place.path, name);
		const there = await lstat(to).catch(whenMissing);
		if (!there) await rename(from, to);
		// The archive holds an empty directory where another file system is mounted.
		else if (there.dev !== live.dev) await rmdir(from);
		else throw inTheWay(name, place.path);
	}
	await dressLike(place.path, await lstat(beside));
	await rmdir(beside);
	await flushDirectory(place.path);
}

async function swappedEntries(place: DirectoryPlace, live: Stats): Promise<readonly Buffer[]> {
	const swapped: Buffer[] = [];
	for (const name of await readdir(place.path, { encoding: 'buffer' })) {
		const text = name.toString();
		if (place.except.includes(text) || text.startsWith(ownPrefix)) continue;
		const { dev } = await lstat(inside(place.path, name));
		// A mount point cannot be renamed, and what is mounted there was not archived.
		if (dev === live.dev) swapped.push(name);
	}
	return swapped;
}

function inTheWay(name: Buffer, directory: string): OperatorError {
	return new OperatorError(
		`Expected no ${name.toString()} in ${directory}, found one: another was written meanwhile.`,
		{
			exit: 3,
			advice: ['Stop what writes into this directory, move the newer of the two away by hand, and go on.'],
		},
	);
}

/** Gives a directory the owner and mode of another; who may not change the owner has the right one already. */
async function dressLike(path: string, like: Stats): Promise<void> {
	const now = await lstat(path);
	if (now.uid !== like.uid || now.gid !== like.gid) await chown(path, like.uid, like.gid);
	await chmod(path, like.mode & 0o7777);
}

/** Names are bytes: not all of them are UTF-8. */
const inside = (directory: string, name: Buffer) => Buffer.concat([Buffer.from(`${directory}/`), name]);

const whenMissing = (error: NodeJS.ErrnoException): undefined => {
	if (error.code === 'ENOENT') return undefined;
	throw error;
};
