// Touches the world: archives a directory into a restore point.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { OperatorError } from '../host/errors.ts';
import { startTar, type TarEnding } from '../host/tar.ts';
import { treeSize } from '../host/tree-size.ts';
import type { DirectoryPlace, RestorePointContext } from './context.ts';
import type { Manifest } from './manifest.ts';
import { ownPrefix } from './names.ts';
import { meter } from './progress.ts';
import { type StoredFile, storeCompressed, storedProblem } from './store.ts';
import { canonicalEntry, parseEntry, parseMessages } from './tar-answers.ts';
import { createArchive } from './tar-arguments.ts';

type DirectoryEntry = Manifest['directories'][number];

/**
 * Archives a directory with the host's tar. Files that change while they are read are read once more, all
 * of them, and named in the manifest when they change again.
 * @param file name of the archive within the restore point
 * @throws OperatorError naming what cannot be read; Node's own error on a full disk
 */
export async function takeArchive(
	context: RestorePointContext,
	directory: string,
	file: string,
	place: DirectoryPlace,
): Promise<DirectoryEntry> {
	await demandDirectory(place.path);
	const except = [...new Set([...place.except, ...(await ownEntries(place.path))])];
	const once = () => archiveOnce(context, place.path, except, join(directory, file));
	let taken = await once();
	if (taken.ending.exitCode === 1) {
		await rm(join(directory, file));
		taken = await once();
	}
	const { changed, skipped, problems } = parseMessages(taken.ending.stderr);
	// Exit code 1 without a name we know would be a warning that nobody reads.
	if (taken.ending.exitCode === 1 && changed.length === 0)
		throw new OperatorError(
			`Archiving ${place.path}: tar warned of something unknown: ${problems.join('; ')}.`,
			{
				exit: 3,
			},
		);
	const problem = await storedProblem(join(directory, file), taken.stored, context.signal);
	if (problem)
		throw new OperatorError(`The archive of ${place.path} cannot be used: ${problem}.`, {
			exit: 3,
			advice: ['The stack was not changed. Look at the disk that holds the restore points.'],
		});
	return {
		file,
		...taken.stored,
		path: place.path,
		except,
		files: taken.files,
		changed: [...changed],
		skipped: [...skipped],
		list: taken.list,
	};
}

/** What Lockkeeper itself put into a directory: kept states of earlier ways back, its own backups. */
export async function ownEntries(directory: string): Promise<readonly string[]> {
	return (await readdir(directory)).filter((name) => name.startsWith(ownPrefix));
}

async function demandDirectory(path: string): Promise<void> {
	const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
	if (!(found instanceof Error) && found.isDirectory()) return;
	throw new OperatorError(
		`Expected a directory at ${path}, found ${found instanceof Error ? `nothing that can be read (${found.code})` : 'something else'}.`,
		{ exit: 3, advice: ['Correct the path of this directory in the runbook.'] },
	);
}

async function archiveOnce(
	context: RestorePointContext,
	path: string,
	except: readonly string[],
	file: string,
): Promise<{
	stored: StoredFile;
	ending: TarEnding;
	files: number;
	list: { entries: number; sha256: string };
}> {
	// tar itself names what cannot be read; without the size only the bar has no end.
	const size = await treeSize(path, except).catch(() => undefined);
	const progress = meter(context.onProgress, {
		label: `archive of ${basename(path)}`,
		unit: 'bytes',
		// Each entry has three blocks of header, and is filled up to whole blocks of 512 bytes.
		total: size && size.bytes + size.entries * 1792,
	});
	const listFile = `${file}.list`;
	const tar = startTar(createArchive(path, except, listFile), {
		doing: `Archiving ${path}`,
		signal: context.signal,
	});
	tar.stdin.end();
	try {
		const writing = storeCompressed(tar.stdout, file, (chunk) => progress.add(chunk.length), context.signal);
		// When writing fails, tar ends with a broken pipe: the disk's error is the one to tell.
		const [stored, ending] = await Promise.all([
			writing,
			tar.ended.catch((error) => writing.then(() => Promise.reject(error))),
		]);
		progress.end();
		return { stored, ending, ...(await digestOfList(listFile)) };
	} finally {
		await rm(listFile, { force: true });
	}
}

async function digestOfList(listFile: string) {
	const lines = createInterface({ input: createReadStream(listFile), crlfDelay: 0 });
	return digestEntries(lines);
}

/** Counts the entries that tar printed and digests their canonical lines. */
export async function digestEntries(
	lines: AsyncIterable<string>,
): Promise<{ files: number; list: { entries: number; sha256: string } }> {
	const hash = createHash('sha256');
	let entries = 0;
	let files = 0;
	for await (const line of lines) {
		const entry = parseEntry(line);
		hash.update(`${canonicalEntry(entry)}\n`);
		entries += 1;
		if (entry.type !== 'd') files += 1;
	}
	return { files, list: { entries, sha256: hash.digest('hex') } };
}
