// Touches the world: looks at the target, and chooses how to reach it.
import { openDirectory, sharedDisk } from './directory-place.ts';
import { attempt } from './explain.ts';
import { copiesAt } from './far-copies.ts';
import type { OffHost } from './off-host.ts';
import { openSsh } from './open-ssh.ts';
import { rclonePlace } from './rclone-place.ts';
import { resticOffHost } from './restic-target.ts';
import type { OffHostTarget } from './target.ts';

/**
 * Opens the place for copies of one stack's restore points. A directory and an SSH host are looked at; what
 * rclone and restic reach is asked at the first call.
 * @param options.restorePoints directory of the restore points on this host, to tell whether a disk is shared
 * @throws OperatorError when the target cannot be used
 */
export async function openOffHost(
	target: OffHostTarget,
	options: {
		readonly stack: string;
		readonly restorePoints: string;
		readonly signal?: AbortSignal | undefined;
	},
): Promise<OffHost> {
	switch (target.kind) {
		case 'directory': {
			const place = await openDirectory(target);
			const sharesDiskWith = await sharedDisk(target.path, options.restorePoints);
			return copiesAt(place, options.stack, sharesDiskWith ? { sharesDiskWith } : {});
		}
		case 'ssh':
			return attempt({ doing: `Connecting to ${target.name}`, state: '', signal: options.signal }, async () =>
				copiesAt(await openSsh(target, options.signal), options.stack),
			);
		case 'rclone':
			return copiesAt(rclonePlace(target), options.stack);
		case 'restic':
			return resticOffHost(target, options.stack);
		default:
			throw target satisfies never;
	}
}
