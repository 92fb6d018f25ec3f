// Touches the world: unpacks an archive beside the live entries of its directory.
import { chmod, lstat, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { flushDirectory } from '../../host/atomic-file.ts';
import { OperatorError } from '../../host/errors.ts';
import { flushTree } from '../../host/flush-tree.ts';
import type { RestorePointContext } from '../context.ts';
import { ownPrefix } from '../names.ts';
import { type Archive, pourIntoTar, readArchiveBack } from './read-back.ts';
import { compareArchive, extractArchive } from './tar-arguments.ts';

/**
 * Unpacks an archive into `<directory>/<besideName>`, on the same file system as the live entries, and
 * compares what lies there with the archive: content, mode, owner, time, links. Until then it has a name of
 * its own, so the name asked for means: whole. Done before, it does nothing.
 * @param besideName see `directoryBesideName`
 * @throws OperatorError naming entries that lead out of the directory, or what differs; what was unpacked is
 * then removed, the live entries are untouched
 */
export async function restoreDirectoryBeside(
	context: RestorePointContext,
	path: string,
	entry: Archive & { readonly path: string },
	besideName: string,
): Promise<void> {
	demandOwnName(besideName);
	const beside = join(entry.path, besideName);
	if (await exists(beside)) return;
	await readArchiveBack(context, path, entry);
	const unpacking = `${beside}.partial`;
	// Left by a restore that was killed: nothing but a restore ever has this name.
	await rm(unpacking, { recursive: true, force: true });
	await mkdir(unpacking, { mode: 0o700 });
	try {
		await chmod(unpacking, 0o700);
		await unpackArchive(context, join(path, entry.file), entry, unpacking);
		// tar flushes nothing, and the name says that all of it is there.
		await flushTree(unpacking, context.signal);
		await rename(unpacking, beside);
		await flushDirectory(entry.path);
	} catch (error) {
		await rm(unpacking, { recursive: true, force: true });
		throw error;
	}
}

/** Names without our prefix would be archived and swapped like the app's own entries. */
export function demandOwnName(name: string): void {
	if (name.startsWith(`${ownPrefix}-`) && !name.includes('/')) return;
	throw new Error(`Expected a name that begins with ${ownPrefix}- and holds no slash, got ${name}`);
}

export async function exists(path: string | Buffer): Promise<boolean> {
	try {
		await lstat(path);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
		throw error;
	}
}

/**
 * Unpacks an archive into an empty directory and compares it. It was read back before: what leads out of the
 * directory is refused there. @throws OperatorError with what differs
 */
export async function unpackArchive(
	context: RestorePointContext,
	archive: string,
	entry: Archive,
	target: string,
): Promise<void> {
	await pourIntoTar(
		{ ...context, label: `unpacking ${entry.file}` },
		archive,
		entry,
		extractArchive(target, process.getuid?.() === 0),
		`Unpacking ${archive}`,
		drain,
	);
	const [, compared] = await pourIntoTar(
		{ ...context, label: `comparing ${entry.file}` },
		archive,
		entry,
		compareArchive(target),
		`Comparing ${target}`,
		drain,
	);
	if (compared.exitCode === 0) return;
	throw new OperatorError(
		`${target} is not what ${archive} holds: ${compared.stderr.trim().split('\n').slice(0, 5).join('; ')}.`,
		{ exit: 3, advice: ['Run Lockkeeper as root when owners differ; otherwise look at the disk.'] },
	);
}

async function drain(lines: AsyncIterable<string>): Promise<void> {
	for await (const _ of lines);
}
