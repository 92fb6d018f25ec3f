import type { SwapTimes } from '../data-kind.ts';
import { compactTime, plain } from '../names.ts';
import { swapNames } from '../swap-names.ts';

export const dumpFile = (service: string, database: string): string =>
	`database-${plain(service)}-${plain(database)}.dump.zst`;
export const globalsFile = (service: string): string => `globals-${plain(service)}.sql.zst`;

/** Name of the database that a dump is loaded into, beside the live one. */
export const databaseBesideName = (database: string, now: Date): string =>
	databaseName(database, `_restored_${compactTime(now).toLowerCase()}`);
/** Name that the live database gets when it is kept. */
export const databaseKeptName = (database: string, now: Date): string =>
	databaseName(database, `_before_${compactTime(now).toLowerCase()}`);
export const databaseNames = ({ database }: { readonly database: string }, at: SwapTimes) =>
	swapNames(
		at,
		(time) => databaseBesideName(database, time),
		(time) => databaseKeptName(database, time),
	);
/** Name while the load is not compared yet: what carries it is a leftover. */
export const databaseLoadingName = (beside: string): string => `${beside}_loading`;

/** PostgreSQL cuts names at 63 bytes without an error; room is left for `_loading`. */
function databaseName(database: string, ending: string): string {
	let start = database;
	while (new TextEncoder().encode(start + ending).length > 63 - '_loading'.length) start = start.slice(0, -1);
	return start + ending;
}
