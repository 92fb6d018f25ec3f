// Touches the world: reads the files of a directory.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** SHA-256 of each file below the directory, by its path from there. */
export async function fileHashes(directory: string): Promise<Record<string, string>> {
	const entries = await readdir(directory, { recursive: true, withFileTypes: true });
	const files = entries
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
		.sort();
	return Object.fromEntries(
		await Promise.all(
			files.map(async (file) => {
				const content = await readFile(path.join(directory, file));
				return [file, createHash('sha256').update(content).digest('hex')] as const;
			}),
		),
	);
}
