/** Names of restore points and their files. What a kind of data adds stands in its own `names.ts`. */

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
	const newest = Math.max(0, ...taken.map((name) => idTime(idOfLeftover(name) ?? name)?.getTime() ?? 0));
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
/** Directory that a restore point is removed under: from its rename on it is none any more. */
export const removingName = (id: string): string => `.${id}.removing`;
/** Directory that a proof unpacks a restore point into. */
export const proofDirectoryName = (id: string): string => `.${id}.proof`;

/** The id in the name of a partial directory; undefined when it is none. */
export const idOfPartial = (name: string): string | undefined => idBefore('partial', name);
/** The id in the name of a directory whose removal was begun; undefined when it is none. */
export const idOfRemoving = (name: string): string | undefined => idBefore('removing', name);
/** The id in the name of a proof's directory; undefined when it is none. */
export const idOfProof = (name: string): string | undefined => idBefore('proof', name);
/** The id in the name of any directory of ours that is no restore point, or not yet, or not any more. */
export const idOfLeftover = (name: string): string | undefined =>
	idOfPartial(name) ?? idOfRemoving(name) ?? idOfProof(name);

function idBefore(ending: string, name: string): string | undefined {
	if (!name.startsWith('.') || !name.endsWith(`.${ending}`)) return undefined;
	const id = name.slice(1, -ending.length - 1);
	return idTime(id) && id;
}

/** The name, or with `-2`, `-3`, … before its ending when others have it. */
export function distinct(name: string, taken: ReadonlySet<string>): string {
	const [, stem = name, ending = ''] = /^(.*?)(\.(?:dump|sql|tar|db)\.zst)?$/s.exec(name) ?? [];
	for (let count = 2; ; count++) {
		if (!taken.has(name)) return name;
		name = `${stem}-${count}${ending}`;
	}
}

/** Prefix of everything that Lockkeeper puts into a directory of the stack's; never archived, never swapped. */
export const ownPrefix = '.lockkeeper';
/** A time as it stands in names: UTC, to the second. */
export const compactTime = (date: Date) => `${date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
/** A text as a file name of letters, digits and `._@+-`. */
export const plain = (text: string) => text.replaceAll(/[^\w.@+-]/g, '_') || '_';
