// Touches the world: writes out the files that were written since a restore point.
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { quote } from '../../docker/command.ts';
import { intoNewFile } from '../../host/into-new-file.ts';
import { startTar } from '../../host/tar.ts';
import type { ExportedWrites, WritesExportContext } from '../data-kind.ts';
import { distinct, plain } from '../names.ts';
import { fileDifferences } from './file-differences.ts';
import { parseMessages } from './tar-answers.ts';
import type { DirectoryBeside } from './writes-since.ts';

/** Files new and changed as a tar archive, so that every name, owner and mode is kept; names of those removed. */
export async function exportDirectoryWrites(
	context: WritesExportContext,
	{ path, except, besideName, label }: DirectoryBeside,
): Promise<ExportedWrites> {
	const { target, signal, shownAs } = context;
	const there = new Set(await readdir(target));
	const archive = distinct(`files-${plain(basename(path))}.tar`, there);
	const removed = archive.replace(/\.tar$/, '.removed');
	const listFile = join(target, `${archive}.list`);
	const kept = await open(listFile, 'wx', 0o600);
	const gone = await open(join(target, removed), 'wx', 0o600);
	const found = { new: 0, changed: 0, removed: 0 };
	try {
		for await (const difference of fileDifferences(join(path, besideName), path, except, {
			signal,
		})) {
			found[difference.is] += 1;
			await writeName(difference.is === 'removed' ? gone : kept, difference.path);
		}
	} finally {
		await Promise.all([kept.close(), gone.close()]);
	}
	const files = found.new + found.changed;
	const changed = files > 0 ? await archiveListed(path, listFile, join(target, archive), signal) : [];
	await rm(listFile);
	if (found.removed === 0) await rm(join(target, removed));
	return {
		rows: 0,
		files,
		text: [
			files > 0
				? `\`${archive}\` holds what is new (${found.new}) and changed (${found.changed}) in ${label}, paths within it. Stop what writes there, then:`
				: `Nothing is new or changed in ${label}.`,
			...(changed.length > 0 ? [`Changed while they were read: ${changed.join(', ')}.`] : []),
			...(found.removed > 0
				? [`\`${removed}\` names the files that were removed (${found.removed}), each ended by a zero byte.`]
				: []),
		],
		commands:
			files > 0
				? [
						`tar --extract --numeric-owner --preserve-permissions --file=${quote(join(shownAs, archive))} --directory=${quote(path)}`,
					]
				: [],
	};
}

/** Names end with a zero byte: nothing else cannot stand in one. */
const writeName = (file: FileHandle, path: Buffer) =>
	file.appendFile(Buffer.concat([Buffer.from('./'), path, Buffer.from([0])]));

/** @returns names of files that changed while they were read */
async function archiveListed(
	directory: string,
	listFile: string,
	archive: string,
	signal: AbortSignal | undefined,
): Promise<readonly string[]> {
	const tar = startTar(
		[
			...['--create', '--format=posix', '--numeric-owner', '--sparse', '--xattrs', '--acls'],
			...['--pax-option=delete=atime,delete=ctime', '--file=-', `--directory=${directory}`],
			...['--null', '--verbatim-files-from', '--no-recursion', `--files-from=${listFile}`],
		],
		{ doing: `Exporting files of ${directory}`, signal },
	);
	tar.stdin.end();
	const [written, ended] = await Promise.allSettled([
		intoNewFile(archive, (stream) => pipeline(tar.stdout, stream)),
		tar.ended,
	]);
	// When writing fails, tar ends with a broken pipe: the disk's error is the one to tell.
	for (const each of [written, ended]) if (each.status === 'rejected') throw each.reason;
	return parseMessages((await tar.ended).stderr).changed;
}
