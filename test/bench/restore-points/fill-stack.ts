// Touches the world: fills a stack for restore points.
import { readFile, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Progress } from '../../lab/image.ts';
import { seconds } from '../../lab/image.ts';
import type { SpecivoStack } from '../../lab/specivo/stack.ts';
import { fillFiles } from './fill-files.ts';

const gigabyte = 1_000_000_000;
/** The stack itself, a restore point, its proof, a scratch database, and their write-ahead logs. */
const bytesNeeded = (size: number) => 9 * size * gigabyte;

/**
 * Fills the database up to about this size, as pg_database_size says, and the app's files with the same again.
 *
 * @param size gigabytes of 1,000,000,000 bytes
 * @throws when the disk is too full for it
 */
export async function fillStack(stack: SpecivoStack, size: number, progress: Progress): Promise<void> {
	const { bavail, bsize } = await statfs(stack.directory);
	if (bavail * bsize < bytesNeeded(size)) {
		throw new Error(
			`Expected ${bytesNeeded(size) / gigabyte} GB of free disk for --size ${size}, found ${((bavail * bsize) / gigabyte).toFixed(1)}.`,
		);
	}

	const began = performance.now();
	const statements = await readFile(path.join(import.meta.dirname, 'fill-database.sql'), 'utf8');
	await stack.sql(`\\set size ${size}\n${statements}`);
	const bytes = Number(await stack.sql('SELECT pg_database_size(current_database())'));
	progress(`database of ${inGigabytes(bytes)} GB after ${seconds(began)} s`);

	const directory = path.join(stack.directory, 'specivo-data', 'attachments', 'bench');
	const files = await fillFiles(directory, size * gigabyte);
	progress(`${files} files of ${inGigabytes(size * gigabyte)} GB in all after ${seconds(began)} s`);
}

const inGigabytes = (bytes: number) => (bytes / gigabyte).toFixed(2);
