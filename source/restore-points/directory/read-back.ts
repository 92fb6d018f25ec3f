// Touches the world: reads archives back through the host's tar.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { OperatorError } from '../../host/errors.ts';
import { findProgram } from '../../host/programs.ts';
import { type RunningTar, startTar, type TarEnding } from '../../host/tar.ts';
import { isClosedByReader } from '../artifact/store.ts';
import type { RestorePointContext } from '../context.ts';
import { type Meter, meter } from '../progress.ts';
import { digestEntries } from './digest-entries.ts';
import type { Archived } from './part.ts';
import { type ArchiveEntry, entryProblem, parseEntry, totalRead } from './tar-answers.ts';
import { listArchive } from './tar-arguments.ts';
import { untilEnded } from './until-ended.ts';

/** An archive of a restore point, and what tar said it holds. */
export type Archive = { readonly file: string; readonly rawBytes?: number | undefined } & Pick<
	Archived,
	'list'
>;

/**
 * Reads an archive to its end, entry by entry, and compares with what was noted when it was written.
 * @throws OperatorError naming entries that lead out of the directory, or saying what differs
 */
export async function readArchiveBack(
	context: RestorePointContext,
	path: string,
	entry: Archive,
): Promise<{ files: number; rawBytes?: number }> {
	const archive = join(path, entry.file);
	const problems: string[] = [];
	const links = new Set<string>();
	const watch = (found: ArchiveEntry) => {
		const problem = entryProblem(found, links);
		if (problem) problems.push(problem);
		if (found.type === 'l') links.add(found.name);
	};
	const [found, ending] = await pourIntoTar(
		{ ...context, label: `reading back ${entry.file}` },
		archive,
		entry,
		listArchive,
		`Reading ${archive}`,
		(lines) => digestEntries(watched(lines, watch)),
	);
	if (problems.length > 0)
		throw new OperatorError(
			`${archive}: ${problems.length} entries lead out of the directory: ${problems.slice(0, 5).join('; ')}. Nothing was unpacked.`,
			{ exit: 3, advice: ['Do not use this archive; find out who made it.'] },
		);
	if (found.list.entries !== entry.list.entries || found.list.sha256 !== entry.list.sha256)
		throw new OperatorError(
			`${archive}: expected ${entry.list.entries} entries as written, found ${found.list.entries} that differ.`,
			{ exit: 3, advice: ['Do not rely on this restore point; take a new one.'] },
		);
	const rawBytes = totalRead(ending.stderr);
	return { files: found.files, ...(rawBytes === undefined ? {} : { rawBytes }) };
}

/** Feeds an archive to tar. @returns what was read from its stdout, and how tar ended */
export async function pourIntoTar<T>(
	context: RestorePointContext & { readonly label: string },
	archive: string,
	entry: Archive,
	argv: readonly string[],
	doing: string,
	read: (stdout: AsyncIterable<string>) => Promise<T>,
): Promise<[T, TarEnding]> {
	const progress = meter(context.onProgress, { label: context.label, unit: 'bytes', total: entry.rawBytes });
	const packed = (await findProgram('zstd')) !== undefined;
	const tar = startTar(packed ? readingPacked(archive, argv) : argv, { doing, signal: context.signal });
	const reading = read(createInterface({ input: tar.stdout, crlfDelay: 0 }));
	reading.catch(() => {});
	const ending = packed
		? await untilEnded(tar, progress)
		: await feed(tar, archive, progress, context.signal);
	const found = await reading;
	// A small archive is read before anybody could count.
	progress.end(totalRead(ending.stderr));
	return [found, ending];
}

/** tar lets zstd read the file: no byte of it passes through this process, and both exit codes count. */
const readingPacked = (archive: string, argv: readonly string[]): readonly string[] => [
	'--use-compress-program=zstd',
	`--file=${archive}`,
	...argv.filter((word) => word !== '--file=-'),
];

async function feed(
	tar: RunningTar,
	archive: string,
	progress: Meter,
	signal: AbortSignal | undefined,
): Promise<TarEnding> {
	const written = await pipeline(
		createReadStream(archive),
		createZstdDecompress(),
		async function* (chunks: AsyncIterable<Buffer>) {
			for await (const chunk of chunks) {
				progress.add(chunk.length);
				yield chunk;
			}
		},
		tar.stdin,
		{ ...(signal ? { signal } : {}) },
	).catch((error: NodeJS.ErrnoException) => error);
	if (written instanceof Error) tar.stdin.destroy();
	const ending = await tar.ended;
	// tar stops reading at the end of the archive: a broken pipe after a good end is none.
	if (written instanceof Error && !isClosedByReader(written)) throw written;
	return ending;
}

async function* watched(lines: AsyncIterable<string>, watch: (entry: ArchiveEntry) => void) {
	for await (const line of lines) {
		watch(parseEntry(line));
		yield line;
	}
}
