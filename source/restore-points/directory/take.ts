// Touches the world: archives a directory into a restore point.
import { createReadStream } from 'node:fs';
import { open, realpath, rm, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { OperatorError } from '../../host/errors.ts';
import { findProgram } from '../../host/programs.ts';
import { startTar, type TarEnding } from '../../host/tar.ts';
import { treeSize } from '../../host/tree-size.ts';
import { zstdOptions } from '../artifact/pack-script.ts';
import { flushArtifact, storeCompressed } from '../artifact/store.ts';
import type { TakeContext } from '../data-kind.ts';
import { entryOfBackups } from '../place.ts';
import { type Meter, meter } from '../progress.ts';
import { digestEntries } from './digest-entries.ts';
import { findLiveDatabases } from './live-databases.ts';
import { archiveFile } from './names.ts';
import { ownEntries } from './own-entries.ts';
import { type DirectoryPart, type DirectoryPlace, leftOutOf } from './part.ts';
import { readArchiveBack } from './read-back.ts';
import { leaveOutServers } from './server-files.ts';
import { parseMessages } from './tar-answers.ts';
import { createArchive } from './tar-arguments.ts';
import { untilEnded } from './until-ended.ts';

/**
 * Archives a directory with the host's tar, and reads the archive back, entry by entry. Files that change while
 * they are read are read once more, all of them, and named in the manifest when they change again. The data
 * directory of a running database server is left out and named.
 * @param called what a path within it is called, for people
 * @throws OperatorError naming what cannot be read; Node's own error on a full disk
 */
export async function takeDirectory(
	context: TakeContext,
	place: DirectoryPlace,
	called = (path: string) => join(place.path, path),
): Promise<DirectoryPart> {
	// Before anything is waited for: places side by side get their names in the order they were named.
	const file = context.nameFor(archiveFile(place.path));
	await demandDirectory(place.path);
	const backups = await entryOfBackups(place.path, place.except, context.backups);
	const unwanted = [
		...place.except,
		...(backups === undefined ? [] : [backups]),
		...(await ownEntries(place.path)),
	];
	const databases = await enclosedIn(context, place.path);
	const { servers, sqlite } = await findLiveDatabases(place.path, unwanted);
	const live = { servers, sqlite: sqlite.filter((path) => !databases.includes(path)) };
	const leftOut = leaveOutServers(called, unwanted, live);
	const except = leftOutOf({ except: leftOut.except, databases: [...databases] });
	const settled = await settleArchive(context, called(''), file, () =>
		archiveOnce(context, place.path, except, join(context.directory, file)),
	);
	return {
		...{ kind: 'directory', path: place.path, ...leftOut },
		...(databases.length > 0 ? { databases: [...databases] } : {}),
		...settled,
	};
}

/** SQLite databases that the archive leaves out, paths within the directory. */
async function enclosedIn({ enclosed }: TakeContext, path: string): Promise<readonly string[]> {
	const real = await realpath(path);
	return enclosed.filter(({ directory }) => directory === real).map(({ file }) => relative(real, file));
}

/**
 * Writes an archive, once more when files changed, and reads it back.
 * @param what is archived, for people
 * @throws OperatorError when tar warned of something unknown, or the archive is not what it told
 */
export async function settleArchive(
	context: TakeContext,
	what: string,
	file: string,
	once: () => Promise<{ ending: TarEnding } & Pick<DirectoryPart, 'files' | 'list'>>,
): Promise<Pick<DirectoryPart, 'artifacts' | 'files' | 'changed' | 'skipped' | 'list'>> {
	let taken = await once();
	if (taken.ending.exitCode === 1) {
		await rm(join(context.directory, file));
		taken = await once();
	}
	const { changed, skipped, problems } = parseMessages(taken.ending.stderr);
	// Exit code 1 without a name we know would be a warning that nobody reads.
	if (taken.ending.exitCode === 1 && changed.length === 0)
		throw new OperatorError(`Archiving ${what}: tar warned of something unknown: ${problems.join('; ')}.`, {
			exit: 3,
		});
	const sealed = await flushArtifact(context.directory, { role: 'archive', file }, context.signal);
	const { rawBytes } = await readArchiveBack(context, context.directory, { ...sealed, list: taken.list });
	return {
		artifacts: [rawBytes === undefined ? sealed : { ...sealed, rawBytes }],
		files: taken.files,
		changed: [...changed],
		skipped: [...skipped],
		list: taken.list,
	};
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
	context: TakeContext,
	path: string,
	except: readonly string[],
	file: string,
): Promise<{
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
	// Tells the whole before anything can go wrong.
	progress.add(0);
	const listFile = `${file}.list`;
	try {
		const argv = createArchive(path, except, listFile);
		const how = { doing: `Archiving ${path}`, signal: context.signal };
		const ending = (await findProgram('zstd'))
			? await archivePacked(argv, how, file, progress)
			: await archiveHere(argv, how, file, progress);
		progress.end(size?.bytes);
		return { ending, ...(await digestOfList(listFile)) };
	} finally {
		await rm(listFile, { force: true });
	}
}

type How = { readonly doing: string; readonly signal: AbortSignal | undefined };

/** tar lets zstd write the file: no byte of it passes through this process, and both exit codes count. */
async function archivePacked(
	argv: readonly string[],
	how: How,
	file: string,
	progress: Meter,
): Promise<TarEnding> {
	const target = await open(file, 'wx', 0o600);
	await target.close();
	const packed = [`--use-compress-program=zstd ${zstdOptions.join(' ')}`, ...argv, `--file=${file}`];
	return untilEnded(startTar(packed, how), progress);
}

async function archiveHere(
	argv: readonly string[],
	how: How,
	file: string,
	progress: Meter,
): Promise<TarEnding> {
	const tar = startTar([...argv, '--file=-'], how);
	tar.stdin.end();
	const writing = storeCompressed(tar.stdout, file, (chunk) => progress.add(chunk.length), how.signal);
	// When writing fails, tar ends with a broken pipe: the disk's error is the one to tell.
	const [, ending] = await Promise.all([
		writing,
		tar.ended.catch((error) => writing.then(() => Promise.reject(error))),
	]);
	return ending;
}

async function digestOfList(listFile: string) {
	const lines = createInterface({ input: createReadStream(listFile), crlfDelay: 0 });
	return digestEntries(lines);
}
