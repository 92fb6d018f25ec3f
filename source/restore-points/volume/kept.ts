// Touches the world: looks at what a swap has kept inside a volume, and removes it.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../../docker/command-error.ts';
import type { RestorePointContext } from '../context.ts';
import type { KeptPart } from '../data-kind.ts';
import { directoryKeptName } from '../directory/names.ts';
import { exists } from '../directory/restore.ts';
import { demandVolume, hostDirectoryOf } from '../volumes.ts';
import { volumeDirectory, withHelper } from './helper.ts';
import { type VolumePart, volumeName } from './part.ts';

export async function keptInVolume(
	context: RestorePointContext,
	part: VolumePart,
	at: Date,
): Promise<KeptPart> {
	const kept = directoryKeptName(at);
	const name = `${kept} in ${volumeName(part)}`;
	const host = await hostDirectoryOf(context, await demandVolume(context, part));
	if ('path' in host) return { name, isThere: await exists(join(host.path, kept)) };
	const looked = withHelper(context, { name: part.name, readOnly: true }, part.images, (helper) =>
		helper.run(['test', '-e', `${volumeDirectory}/${kept}`]),
	);
	return {
		name,
		isThere: await looked.then(
			() => true,
			(error) => {
				if (error instanceof CommandError && error.exitCode === 1) return false;
				throw error;
			},
		),
	};
}

export async function removeKeptInVolume(
	context: RestorePointContext,
	part: VolumePart,
	at: Date,
): Promise<void> {
	const kept = directoryKeptName(at);
	const host = await hostDirectoryOf(context, await demandVolume(context, part));
	if ('path' in host) return rm(join(host.path, kept), { recursive: true, force: true });
	await withHelper(context, { name: part.name, readOnly: false }, part.images, (helper) =>
		helper.run(['rm', '-rf', '--', `${volumeDirectory}/${kept}`]),
	);
}
