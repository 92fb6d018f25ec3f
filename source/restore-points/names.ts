/** Every name that Lockkeeper gives: restore points, their files, and what stands beside a live thing. */

const idPattern = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[\w.+-]+$/;

/** `<time>-<version>`, time in UTC to the second: names sort in the order they were taken. */
export function restorePointId(now: Date, version: string): string {
	return `${compactTime(now)}-${version.replaceAll(/[^\w.+-]/g, '-')}`;
}

/**
 * The id for a restore point taken now. When the clock was set back, or two are taken in the same second,
 * it is one second after the newest: the order stays right, and the manifest's `takenAt` tells the clock's time.
 * @param taken names of what is already there, partial ones and others too
 */
export function nextRestorePointId(now: Date, version: string, taken: readonly string[]): string {
	const newest = Math.max(
		0,
		...taken.map((name) => idTime(name.replace(/^\.|\.partial$/g, ''))?.getTime() ?? 0),
	);
	const second = Math.floor(now.getTime() / 1000) * 1000;
	return restorePointId(new Date(Math.max(second, newest > 0 ? newest + 1000 : 0)), version);
}

/** The time an id stands for; undefined when the name is not one of a restore point. */
export function idTime(id: string): Date | undefined {
	const found = idPattern.exec(id);
	if (!found) return undefined;
	const [, year, month, day, hour, minute, second] = found.map(Number);
	return new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second));
}

/** Directory that a restore point is written in until it is whole. */
export const partialName = (id: string): string => `.${id}.partial`;
/** The id in the name of a partial directory; undefined when it is none. */
export const idOfPartial = (name: string): string | undefined => {
	const id = /^\.(.+)\.partial$/.exec(name)?.[1];
	return id !== undefined && idTime(id) ? id : undefined;
};

export const dumpFile = (service: string, database: string): string =>
	`database-${plain(service)}-${plain(database)}.sql.zst`;
export const archiveFile = (path: string): string =>
	`directory-${plain(path.split('/').at(-1) ?? '')}.tar.zst`;
export const copyFile = (path: string): string => `files/${plain(path.split('/').at(-1) ?? '')}`;

/** The name, or with `-2`, `-3`, … before its ending when others have it. */
export function distinct(name: string, taken: ReadonlySet<string>): string {
	const [, stem = name, ending = ''] = /^(.*?)(\.(?:sql|tar)\.zst)?$/s.exec(name) ?? [];
	for (let count = 2; ; count++) {
		if (!taken.has(name)) return name;
		name = `${stem}-${count}${ending}`;
	}
}

/** Prefix of everything that Lockkeeper puts into a directory of the stack's; never archived, never swapped. */
export const ownPrefix = '.lockkeeper';
/** Directory that the restored entries are unpacked into, inside the directory they belong to. */
export const directoryBesideName = (now: Date): string => `${ownPrefix}-restored-${compactTime(now)}`;
/** Directory that keeps the entries from before a way back. */
export const directoryKeptName = (now: Date): string => `${ownPrefix}-before-${compactTime(now)}`;

/** Name of the database that a dump is loaded into, beside the live one. */
export const databaseBesideName = (database: string, now: Date): string =>
	databaseName(database, `_restored_${compactTime(now).toLowerCase()}`);
/** Name that the live database gets when it is kept. */
export const databaseKeptName = (database: string, now: Date): string =>
	databaseName(database, `_before_${compactTime(now).toLowerCase()}`);
/** Name while the load is not compared yet: what carries it is a leftover. */
export const databaseLoadingName = (beside: string): string => `${beside}_loading`;

/** PostgreSQL cuts names at 63 bytes without an error; room is left for `_loading`. */
function databaseName(database: string, ending: string): string {
	let start = database;
	while (new TextEncoder().encode(start + ending).length > 63 - '_loading'.length) start = start.slice(0, -1);
	return start + ending;
}

const compactTime = (date: Date) => `${date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
const plain = (text: string) => text.replaceAll(/[^\w.@+-]/g, '_') || '_';
