// Touches the world: measures a volume.
import { type TreeSize, treeSize } from '../../host/tree-size.ts';
import type { RestorePointContext } from '../context.ts';
import { findVolume, hostDirectoryOf } from '../volumes.ts';
import { volumeDirectory, withHelper } from './helper.ts';
import type { VolumePlace } from './part.ts';

/**
 * What would be archived; in a container with what is left out counted as well.
 * @returns undefined when there is no such volume
 * @throws OperatorError when nothing is there to read it with
 */
export async function volumeSize(
	context: Pick<RestorePointContext, 'engine' | 'project' | 'run' | 'signal'>,
	place: VolumePlace,
): Promise<TreeSize | undefined> {
	const volume = await findVolume(context, place.name);
	if (!volume) return undefined;
	const host = await hostDirectoryOf(context, volume);
	if ('path' in host) return treeSize(host.path, place.except);
	return withHelper(context, { name: place.name, readOnly: true }, place.images, async (helper) => {
		const count = async (option: string) =>
			Number.parseInt((await helper.run(['du', '-s', option, '--', volumeDirectory])).stdout, 10);
		return { bytes: await count('--bytes'), entries: (await count('--inodes')) - 1 };
	});
}
