// Touches the world: looks at the room that throw-away containers take on the engine's disk.
import { diskSpace } from '../host/disk-space.ts';
import { formatBytes } from '../text/bytes.ts';
import type { RestorePointContext } from './context.ts';
import { enginePlace } from './engine-place.ts';
import { floorOf, watchRoom } from './full-disk.ts';
import { notStarted } from './throw-away-server.ts';

type Context = Pick<RestorePointContext, 'engine' | 'signal'>;

/**
 * What is missing for so many bytes beside what has to stay free, a clause; undefined when they fit, or the engine's
 * disk is not this host's and nobody can tell.
 */
export async function roomMissing(context: Context, bytes: number): Promise<string | undefined> {
	const place = await enginePlace(context);
	if ('problem' in place) return undefined;
	const { freeBytes, totalBytes } = await diskSpace(place.root);
	if (freeBytes - floorOf(totalBytes) >= bytes) return undefined;
	return `about ${formatBytes(bytes)} are needed where the engine keeps its containers (${place.root}), and ${formatBytes(freeBytes)} are free, of which ${formatBytes(floorOf(totalBytes))} have to stay`;
}

/** @throws OperatorError: the restore point is not proven, and nothing of it was found wrong */
export async function demandRoom(context: Context, bytes: number): Promise<void> {
	const missing = await roomMissing(context, bytes);
	if (missing !== undefined) throw notStarted(missing);
}

/**
 * Watches several file systems at once; the engine's is among them where it is this host's. Each was asked when it
 * returns: on a disk that is full already nothing is begun.
 */
export async function watchRooms(
	context: Context,
	paths: readonly string[],
	advice?: string,
): Promise<{ readonly signal: AbortSignal; readonly end: () => void }> {
	const place = await enginePlace(context).catch(() => ({ problem: 'it cannot be asked' }));
	const rooms = [...paths, ...('root' in place ? [place.root] : [])].map((path) => watchRoom(path, advice));
	await Promise.all(rooms.map(({ look }) => look()));
	return {
		signal: AbortSignal.any(rooms.map(({ signal }) => signal)),
		end() {
			for (const room of rooms) room.end();
		},
	};
}
