// Touches the world: fills a directory with mixed files.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { noise, text } from './file-content.ts';
import { fileSizes } from './file-sizes.ts';

/** Files in one directory at most, as an app that shards its uploads does. */
const perDirectory = 250;

/**
 * Writes files of this size in all: by bytes, every second one noise, as pictures and archives are, and every
 * second one text. The same bytes make the same files.
 *
 * @param directory absent or empty
 * @returns how many files there are
 */
export async function fillFiles(directory: string, bytes: number): Promise<number> {
	const sizes = fileSizes(bytes);
	for (const [index, size] of sizes.entries()) {
		const parent = path.join(directory, String(Math.floor(index / perDirectory)).padStart(4, '0'));
		if (index % perDirectory === 0) {
			await mkdir(parent, { recursive: true });
		}

		// Sizes come in pairs, so that half of the bytes is text, whatever their distribution.
		const [content, ending] = index % 2 === 0 ? [noise(index, size), 'bin'] : [text(index, size), 'txt'];
		await writeFile(path.join(parent, `file-${index}.${ending}`), content);
	}

	return sizes.length;
}
