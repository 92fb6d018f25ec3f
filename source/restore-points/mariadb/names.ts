import { compactTime, plain } from '../names.ts';

export const dumpFile = (service: string, database: string): string =>
	`database-${plain(service)}-${plain(database)}.sql.zst`;
export const usersFile = (service: string): string => `users-${plain(service)}.sql.zst`;

/** Name of the database that a dump is loaded into, beside the live one. */
export const databaseBesideName = (database: string, at: Date): string =>
	databaseName(database, `_restored_${compactTime(at).toLowerCase()}`);
/** Name of the database that the live one's tables are moved to. */
export const databaseKeptName = (database: string, at: Date): string =>
	databaseName(database, `_before_${compactTime(at).toLowerCase()}`);
/** Name while the load is not compared yet: what carries it is a leftover. */
export const databaseLoadingName = (beside: string): string => `${beside}_loading`;

/** MariaDB and MySQL refuse names of more than 64 characters; room is left for `_loading`. */
function databaseName(database: string, ending: string): string {
	const room = 64 - '_loading'.length - ending.length;
	return [...database].slice(0, room).join('') + ending;
}
