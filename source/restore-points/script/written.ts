/** One entry below the directory that a script writes into. */
export type Entry = {
	/** Within that directory; each byte of the name is one character, for a name need not be UTF-8. */
	readonly path: string;
	/** `closed`: a directory that may not be read. `other`: links, sockets, pipes, devices. */
	readonly is: 'file' | 'closed' | 'other';
	readonly device: bigint;
	readonly inode: bigint;
	readonly size: bigint;
	/** Nanoseconds. */
	readonly changed: bigint;
};

/** What a script wrote: what was not there before. A file that was only given another name was there. */
export function written(before: readonly Entry[], after: readonly Entry[]): readonly Entry[] {
	const known = new Set(before.map(identity));
	return after.filter((entry) => !known.has(identity(entry)));
}

export const identity = ({ is, device, inode, size, changed }: Omit<Entry, 'path'>): string =>
	[is, device, inode, size, changed].join(' ');

/** The path for people and for the manifest. */
export const readable = ({ path }: Pick<Entry, 'path'>): string => Buffer.from(path, 'latin1').toString();
