// Touches the world: finds out whether a way back can use the copy of a database's files.
import { join } from 'node:path';
import { diskSpace } from '../../host/disk-space.ts';
import { formatBytes } from '../../text/bytes.ts';
import { inWords } from '../../text/list.ts';
import type { RestorePointContext } from '../context.ts';
import { floorOf } from '../full-disk.ts';
import { findLiveFiles, type LiveFiles, majorOf } from './live-files.ts';
import type { PostgresPart } from './part.ts';

/** Where the server's files are that the copy would take the place of; or why it cannot, a clause. */
export type CopyUse = { readonly files: LiveFiles } | { readonly problem: string };

/** @param path directory of the restore point. Never throws for what it meets: the dump is there as well */
export async function copyUse(
	context: RestorePointContext,
	path: string,
	part: PostgresPart,
): Promise<CopyUse> {
	const { physical, database, service, user } = part;
	if (!physical)
		return { problem: `it has no copy of its files: ${part.withoutPhysical ?? 'none was wanted'}` };
	if (!physical.tables) return { problem: 'the copy of its files was never started, to see what it holds' };
	try {
		const live = await findLiveFiles(context, service, user, database);
		if ('problem' in live) return live;
		const others = otherDatabases([...(physical.databases ?? []), ...live.databases], database);
		if (physical.databases === undefined) return { problem: 'which databases the copy holds was not noted' };
		if (others.length > 0)
			return { problem: `the server has ${inWords(others)} as well, and would lose what was written there` };
		const [saved, now] = await Promise.all([
			majorOf(join(path, physical.directory)),
			majorOf(live.files.path),
		]);
		if (saved !== now) return { problem: `the copy is of PostgreSQL ${saved}, the server is ${now}` };
		const { freeBytes, totalBytes } = await diskSpace(live.files.path);
		if (freeBytes - floorOf(totalBytes) < physical.bytes)
			return {
				problem: `it takes ${formatBytes(physical.bytes)} beside ${live.files.path}, and ${formatBytes(freeBytes)} are free`,
			};
		return { files: live.files };
	} catch (error) {
		return { problem: (error as Error).message };
	}
}

/** Databases of the server besides this one, PostgreSQL's own, and what earlier ways back have kept of this one. */
export const otherDatabases = (databases: readonly string[], database: string): readonly string[] => [
	...new Set(
		databases.filter(
			(name) =>
				![database, 'postgres', 'template0', 'template1'].includes(name) &&
				!/_(?:before|restored)_\d{8}t\d{6}z(?:_loading)?$/.test(name),
		),
	),
];
