/** Reads what GNU tar prints with `--quoting-style=c` and LC_ALL=C. */

/** One entry of an archive. */
export type ArchiveEntry = {
	/** First letter of the mode: `-` file, `d` directory, `l` link, `h` hard link, `p` pipe, `b` and `c` device. */
	readonly type: string;
	/** As tar quotes it, without the quotes: `./name`, odd bytes as `\ooo`. */
	readonly name: string;
	/** Where a link leads. */
	readonly target?: string;
	/** Mode, owner, size and time in one spelling, whatever the width of columns. */
	readonly attributes: string;
};

const quoted = String.raw`"((?:[^"\\]|\\.)*)"`;
const entryLine = new RegExp(
	String.raw`^(.)([-rwxsStT]{9})[.+*]?\s+(\d+/\d+)\s+(\S+)\s+(\S+ \S+)\s+${quoted}(?: (?:->|link to) ${quoted})?$`,
);

/** @throws Error when tar printed something else than an entry */
export function parseEntry(line: string): ArchiveEntry {
	const found = entryLine.exec(line);
	const [, type, mode, owner, size, time, name, target] = found ?? [];
	if (type === undefined || name === undefined)
		throw new Error(`Expected an entry of an archive from tar, got: ${line}`);
	return {
		type,
		name,
		...(target === undefined ? {} : { target }),
		attributes: [type + mode, owner, size, time].join(' '),
	};
}

/** One spelling for an entry, the same from `--create` and from `--list`; what the list's digest is made of. */
export const canonicalEntry = (entry: ArchiveEntry): string =>
	JSON.stringify([entry.attributes, entry.name, entry.target ?? null]);

/**
 * Why an entry must not be unpacked, or undefined when it may. A symbolic link is kept as it is, wherever it
 * leads: nothing is ever written through it.
 * @param links names of the symbolic links before it
 */
export function entryProblem(entry: ArchiveEntry, links: ReadonlySet<string>): string | undefined {
	const leaves = leavesTree(entry.name);
	if (leaves) return `${entry.name}: ${leaves}`;
	if (entry.type === 'h' && entry.target !== undefined) {
		const out = leavesTree(entry.target);
		if (out) return `${entry.name}: hard link to ${entry.target}, ${out}`;
	}
	const through = parents(entry.name).find((parent) => links.has(parent));
	return through ? `${entry.name}: lies behind the link ${through}` : undefined;
}

function leavesTree(name: string): string | undefined {
	if (name.startsWith('/')) return 'an absolute path';
	return name.split('/').includes('..') ? 'leads out of the directory' : undefined;
}

function parents(name: string): readonly string[] {
	const parts = name.replace(/\/$/, '').split('/');
	return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** What tar said on stderr, sorted. */
export type TarMessages = {
	/** Names of files that changed, shrank or vanished while they were read. */
	readonly changed: readonly string[];
	/** Names it left out: sockets, and directories where another file system begins. */
	readonly skipped: readonly string[];
	/** All other lines. */
	readonly problems: readonly string[];
};

const changedLine =
	/^(.*): (?:file changed as we read it|File removed before we read it|File shrank by \d+ bytes?; padding with zeros)$/;
const skippedLine = /^(.*): (?:socket ignored|file is on a different filesystem; not dumped|door ignored)$/;

export function parseMessages(stderr: string): TarMessages {
	const changed = new Set<string>();
	const skipped = new Set<string>();
	const problems: string[] = [];
	for (const line of stderr.split('\n')) {
		const text = line.replace(/^\S*tar: /, '');
		const change = changedLine.exec(text)?.[1];
		const skip = skippedLine.exec(text)?.[1];
		if (change !== undefined) changed.add(unquote(change));
		else if (skip !== undefined) skipped.add(unquote(skip));
		else if (text.trim()) problems.push(text);
	}
	return { changed: [...changed], skipped: [...skipped], problems };
}

/** A name without what tar's quoting made of it. Of bytes that are no UTF-8 others come. */
export function plainName(quotedName: string): string {
	const bytes = Buffer.from(quotedName)
		.toString('latin1')
		.replaceAll(/\\([0-7]{3}|.)/g, (_, code: string) =>
			code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code),
		);
	return Buffer.from(bytes, 'latin1').toString();
}

const escapes: Readonly<Record<string, string>> = {
	...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};

const unquote = (name: string) => (/^".*"$/s.test(name) ? name.slice(1, -1) : name);

/** Bytes of an archive that was read to its end, as `--totals` says: `Total bytes read: 10240 (10KiB, 2.2MiB/s)`. */
export function totalRead(stderr: string): number | undefined {
	const found = /^Total bytes read: (\d+)/m.exec(stderr)?.[1];
	return found === undefined ? undefined : Number(found);
}
