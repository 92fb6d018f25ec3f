// Touches the world: looks at the SQLite databases that the app uses.
import { stat } from 'node:fs/promises';
import type { Engine } from '../docker/engine.ts';
import { holdersOf } from '../host/file-holders.ts';
import type { DataPlace } from '../restore-points/data-kinds.ts';
import { sqliteFile } from '../restore-points/sqlite/locate.ts';
import type { SqlitePlace } from '../restore-points/sqlite/part.ts';
import type { SqliteFileFact } from './facts.ts';
import { readSqliteFilled } from './schema/sqlite.ts';

/**
 * Each SQLite database of these places: which file it is, whether a process has it open, where the app always has it so, and
 * which tables have rows.
 * What cannot be told is left out.
 */
export async function probeSqliteFiles(
	engine: Engine,
	places: readonly DataPlace[],
	signal?: AbortSignal,
): Promise<readonly SqliteFileFact[]> {
	const looked = places.map((place) => (place.kind === 'sqlite' ? look(engine, place, signal) : undefined));
	return (await Promise.all(looked)).flatMap((fact) => fact ?? []);
}

async function look(
	engine: Engine,
	place: SqlitePlace,
	signal?: AbortSignal,
): Promise<SqliteFileFact | undefined> {
	try {
		const file = await sqliteFile({ engine, ...(signal ? { signal } : {}) }, place);
		const { dev, ino } = await stat(file);
		const [holders, filled] = await Promise.all([
			place.keptOpen ? holdersOf([{ dev, ino }]) : [],
			readSqliteFilled({ engine, place, signal }),
		]);
		return { path: file, device: dev, inode: ino, held: holders.length > 0, filled };
	} catch {
		signal?.throwIfAborted();
		return undefined;
	}
}
