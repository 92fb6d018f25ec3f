import { dirname, join, relative } from 'node:path';
import { directoryBesideName, directoryKeptName } from '../directory/names.ts';
import { compactTime, ownPrefix, plain } from '../names.ts';
import type { SqlitePart } from './part.ts';

const fileName = (path: string) => path.split('/').at(-1) ?? '';

export const databaseFile = (path: string): string =>
	`sqlite-${plain(fileName(path).replace(/\.(?:db|sqlite3?)$/, ''))}.db.zst`;

/** The restored file, in the directory of the live one. */
export const sqliteBesideName = (path: string, now: Date): string =>
	`${ownPrefix}-restored-${compactTime(now)}-${fileName(path)}`;
/** The live file of before a way back. What SQLite keeps beside it follows under the same name. */
export const sqliteKeptName = (path: string, now: Date): string =>
	`${ownPrefix}-before-${compactTime(now)}-${fileName(path)}`;

/**
 * Where a database is restored to: beside the live one, or, when it comes back with an archived directory, at its place
 * among what was unpacked of that.
 * @param live where it lies
 */
export function besideFile(live: string, part: Pick<SqlitePart, 'path' | 'archivedIn'>, at: Date): string {
	const around = enclosing(live, part);
	return around
		? join(around.directory, directoryBesideName(at), around.within)
		: join(dirname(live), sqliteBesideName(live, at));
}

/** What is kept of the archived directory that it comes back with; undefined when there is none. */
export function keptDirectory(
	live: string,
	part: Pick<SqlitePart, 'path' | 'archivedIn'>,
	at: Date,
): string | undefined {
	const around = enclosing(live, part);
	return around && join(around.directory, directoryKeptName(at));
}

/** Where a live database is kept, as `besideFile`. */
export function keptFile(live: string, part: Pick<SqlitePart, 'path' | 'archivedIn'>, at: Date): string {
	const around = enclosing(live, part);
	return around
		? join(around.directory, directoryKeptName(at), around.within)
		: join(dirname(live), sqliteKeptName(live, at));
}

/** What a restored file is called until it is whole; no name of the app's, among whose files it may lie. */
export const unpackingFile = (beside: string): string =>
	fileName(beside).startsWith(ownPrefix)
		? `${beside}.partial`
		: join(dirname(beside), `${ownPrefix}-${fileName(beside)}.partial`);

function enclosing(live: string, { path, archivedIn }: Pick<SqlitePart, 'path' | 'archivedIn'>) {
	if (archivedIn === undefined) return undefined;
	const within = relative(archivedIn, path);
	return { directory: live.slice(0, Math.max(0, live.length - within.length - 1)), within };
}
