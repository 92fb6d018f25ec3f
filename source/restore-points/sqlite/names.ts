import { compactTime, ownPrefix, plain } from '../names.ts';

const fileName = (path: string) => path.split('/').at(-1) ?? '';

export const databaseFile = (path: string): string =>
	`sqlite-${plain(fileName(path).replace(/\.(?:db|sqlite3?)$/, ''))}.db.zst`;

/** The restored file, in the directory of the live one. */
export const sqliteBesideName = (path: string, now: Date): string =>
	`${ownPrefix}-restored-${compactTime(now)}-${fileName(path)}`;
/** The live file of before a way back. What SQLite keeps beside it follows under the same name. */
export const sqliteKeptName = (path: string, now: Date): string =>
	`${ownPrefix}-before-${compactTime(now)}-${fileName(path)}`;

/** What SQLite keeps beside a database, by what is appended to its name. */
export const sideFiles: readonly string[] = ['-wal', '-shm', '-journal'];
