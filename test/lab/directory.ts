// Touches the world: marks, reads and removes the directories that `lab up` makes.
import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WrongUse } from './wrong-use.ts';

/** Says that the lab made a directory, and is needed to let `down` remove anything from it. */
export const markerName = '.lockkeeper-lab.json';

/** What the lab notes of a stack in its directory. */
export type Marker = {
	system: string;
	version: string;
	project: string;
	port: number;
};

/** Makes the directory and marks it: first of all, so that `down` can clear away what a failure leaves. */
export async function makeDirectory(directory: string, marker: Marker): Promise<void> {
	await mkdir(directory, { recursive: true });
	await writeFile(path.join(directory, markerName), `${JSON.stringify(marker)}\n`);
}

/** Whether there is nothing in the way of a new stack. */
export async function isFree(directory: string): Promise<boolean> {
	const entries = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') {
			return [];
		}

		if (error.code === 'ENOTDIR') {
			return ['a file of that name'];
		}

		throw error;
	});
	return entries.length === 0;
}

/** What the lab noted when it made this directory; undefined when it did not make it. */
export async function readMarker(directory: string): Promise<Marker | undefined> {
	const content = await readFile(path.join(directory, markerName), 'utf8').catch(() => undefined);
	return content === undefined ? undefined : (JSON.parse(content) as Marker);
}

/**
 * The marker of a stack of this system.
 *
 * @throws WrongUse when the lab did not make the directory, or made it for another system.
 */
export async function markerOf<Noted extends Marker>(
	directory: string,
	system: Noted['system'],
): Promise<Noted> {
	const place = path.resolve(directory);
	const marker = await readMarker(place);
	if (marker === undefined) {
		throw new WrongUse(`Expected a directory made by \`lab up\`, got ${place}. Nothing was changed.`);
	}

	if (marker.system !== system) {
		throw new WrongUse(
			`Expected a stack of ${system}, but ${place} has one of ${marker.system}. Nothing was changed.`,
		);
	}

	return marker as Noted;
}

/** Removes what `up` wrote, and the directory when nothing else is in it. Returns what is left. */
export async function removeDirectory(directory: string, madeByLab: readonly string[]): Promise<string[]> {
	for (const name of [...madeByLab, markerName]) {
		await rm(path.join(directory, name), { recursive: true, force: true });
	}

	const left = await readdir(directory);
	if (left.length === 0) {
		await rmdir(directory);
	}

	return left;
}
