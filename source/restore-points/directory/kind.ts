// Touches the world: removes what was unpacked beside.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { digestReadBefore } from '../artifact/read-before.ts';
import type { DataKind } from '../data-kind.ts';
import { swapNames } from '../swap-names.ts';
import { archiveWarnings, describeArchive } from './describe.ts';
import { exportDirectory } from './export.ts';
import { exportDirectoryWrites } from './export-writes.ts';
import { directoryBesideName, directoryKeptName } from './names.ts';
import { archiveOf, type DirectoryPart, type DirectoryPlace, leftOutOf } from './part.ts';
import { readArchiveBack } from './read-back.ts';
import { exists, restoreDirectoryBeside } from './restore.ts';
import { shownDirectory } from './shown.ts';
import { demandDirectoryReady, swapDirectory } from './swap.ts';
import { takeDirectory } from './take.ts';
import { directoryWritesSince } from './writes-since.ts';

/** A directory of the host: a bind mount, or whatever the runbook names. */
export const directoryKind: DataKind<DirectoryPlace, DirectoryPart> = {
	label: ({ path }) => `directory ${path}`,
	take: takeDirectory,
	async prove(context, part) {
		const archive = archiveOf(part);
		const { entries } = archive.list;
		// The same bytes as then: what they hold was compared when they were written.
		if (context.level === 'data' || (await digestReadBefore(join(context.path, archive.file))))
			return {
				took: 0,
				detail: `${archive.file} hashed, as when its ${entries} entries were read back`,
				part,
			};
		await readArchiveBack(context, context.path, archive);
		return { took: 0, detail: `${archive.file} read back, ${archive.list.entries} entries as written`, part };
	},
	async restoreBeside(context, { path }, part, at) {
		const beside = directoryBesideName(at);
		await restoreDirectoryBeside(context, path, archiveOf(part), beside);
		return { took: 0, made: [`${part.path}/${beside}`] };
	},
	writesSince: (context, { at }, part) =>
		directoryWritesSince(context, {
			...{ path: part.path, except: leftOutOf(part), besideName: directoryBesideName(at) },
			label: `directory ${part.path}`,
		}),
	exportWrites: (context, { at }, part) =>
		exportDirectoryWrites(context, {
			...{ path: part.path, except: leftOutOf(part), besideName: directoryBesideName(at) },
			label: `directory ${part.path}`,
		}),
	async removeBeside(_, { path }, at) {
		const beside = join(path, directoryBesideName(at));
		if (!(await exists(beside))) return [];
		await rm(beside, { recursive: true });
		return [beside];
	},
	demandReady(_, part, at) {
		const { incoming, kept } = swapNames(at, directoryBesideName, directoryKeptName);
		return demandDirectoryReady(part, incoming, kept);
	},
	async swap(_, part, at) {
		const { incoming, kept } = swapNames(at, directoryBesideName, directoryKeptName);
		await swapDirectory(part, incoming, kept);
		return [`${part.path}/${kept}`];
	},
	async kept(_, { path }, at) {
		const name = join(path, directoryKeptName(at));
		return { name: `directory ${name}`, isThere: await exists(name) };
	},
	removeKept: (_, { path }, at) => rm(join(path, directoryKeptName(at)), { recursive: true, force: true }),
	export: exportDirectory,
	describe: describeArchive,
	warnings: (part) => archiveWarnings(part.path, part),
	shown: shownDirectory,
};
