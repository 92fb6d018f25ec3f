import type { DataKind } from '../data-kind.ts';
import { archiveWarnings, describeArchive } from '../directory/describe.ts';
import { exportDirectoryWrites } from '../directory/export-writes.ts';
import { readArchiveBack } from '../directory/read-back.ts';
import { directoryWritesSince } from '../directory/writes-since.ts';
import { keptInVolume, removeKeptInVolume } from './kept.ts';
import { archiveOf, type VolumePart, type VolumePlace, volumeName } from './part.ts';
import { removeVolumeBeside, restoreVolumeBeside } from './restore.ts';
import { shownVolume } from './shown.ts';
import { demandVolumeReady, swapVolume } from './swap.ts';
import { takeVolume } from './take.ts';
import { volumeBeside } from './writes-since.ts';

/** A volume of the engine's. */
export const volumeKind: DataKind<VolumePlace, VolumePart> = {
	label: volumeName,
	take: takeVolume,
	async prove(context, part) {
		const archive = archiveOf(part);
		await readArchiveBack(context, context.path, archive);
		return {
			took: 0,
			detail: part.empty
				? `${volumeName(part)} was empty`
				: `${archive.file} read back, ${archive.list.entries} entries as written`,
			part,
		};
	},
	async restoreBeside(context, { path }, part, at) {
		return { took: 0, made: [await restoreVolumeBeside(context, path, part, at)] };
	},
	writesSince: async (context, { at }, part) =>
		directoryWritesSince(context, await volumeBeside(context, part, at)),
	exportWrites: async (context, { at }, part) =>
		exportDirectoryWrites(context, await volumeBeside(context, part, at)),
	removeBeside: removeVolumeBeside,
	demandReady: demandVolumeReady,
	async swap(context, part, at) {
		return [await swapVolume(context, part, at)];
	},
	kept: keptInVolume,
	removeKept: removeKeptInVolume,
	describe: describeArchive,
	warnings: (part) => archiveWarnings(volumeName(part), part),
	shown: shownVolume,
};
