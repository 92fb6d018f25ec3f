import { type LiveDatabases, namesOfServers, serverByNames } from '../directory/server-files.ts';
import { parseEntry, plainName } from '../directory/tar-answers.ts';

/** What the list of an archive tells of databases in it; paths within the volume, '' all of it. */
export type Marks = {
	/** Names that a server makes, by directory. */
	readonly servers: ReadonlyMap<string, ReadonlySet<string>>;
	/** Files with what looks like SQLite's write-ahead log beside them. */
	readonly logged: readonly string[];
};

/** Keeps the few names that tell something: a volume may hold millions. */
export async function marksIn(lines: AsyncIterable<string>): Promise<Marks> {
	const servers = new Map<string, Set<string>>();
	const logged: string[] = [];
	for await (const line of lines) {
		const entry = parseEntry(line);
		if (entry.type === 'd') continue;
		const path = entry.name.replace(/^\.\//, '');
		const name = path.slice(path.lastIndexOf('/') + 1);
		if (path.endsWith('-wal')) logged.push(plainName(path.slice(0, -'-wal'.length)));
		if (!namesOfServers.has(name)) continue;
		const directory = plainName(path.slice(0, Math.max(0, path.length - name.length - 1)));
		servers.set(directory, (servers.get(directory) ?? new Set()).add(name));
	}
	return { servers, logged };
}

/** Data directories of servers that run, or ended without shutting down. */
export const serversIn = ({ servers }: Marks): LiveDatabases['servers'] =>
	[...servers].flatMap(([path, names]) => {
		const server = serverByNames(names);
		return server ? [{ path, server }] : [];
	});

const script = `index=0
for file; do
	[ -f "$file" ] && [ ! -L "$file" ] && [ "$(head -c 15 -- "$file")" = "SQLite format 3" ] && echo $index
	index=$((index + 1))
done 2>/dev/null
true`;

/** Prints the index of each file that begins as a SQLite database does. Files are words of the shell's own. */
export const sqliteByHead = (files: readonly string[]): readonly string[] => [
	'sh',
	'-c',
	script,
	'sh',
	...files,
];
