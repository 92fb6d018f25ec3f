// Touches the world: measures a SQLite database.
import { stat } from 'node:fs/promises';
import type { RestorePointContext } from '../context.ts';
import { findVolume } from '../volumes.ts';
import { sqliteFile } from './locate.ts';
import type { SqlitePlace } from './part.ts';

/**
 * @returns the file on this host, and bytes with its write-ahead log; without them when it is not there
 * @throws OperatorError when it is in a volume that cannot be reached from here
 */
export async function sqliteSize(
	context: Pick<RestorePointContext, 'engine' | 'signal'>,
	place: SqlitePlace,
): Promise<{ readonly file?: string; readonly bytes?: number }> {
	if (place.volume && !(await findVolume(context, place.volume.name))) return {};
	const file = await sqliteFile(context, place);
	const sizes = await Promise.all([file, `${file}-wal`].map((path) => stat(path).catch(() => undefined)));
	if (!sizes[0]?.isFile()) return { file };
	return { file, bytes: sizes.reduce((sum, found) => sum + (found?.size ?? 0), 0) };
}
