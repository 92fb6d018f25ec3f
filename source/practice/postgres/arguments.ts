/** Options of psql and its kin as given, long names without dashes; `rest` are the words that are none. */
export type ClientArguments = {
	readonly flags: ReadonlySet<string>;
	/** In the order given; an option may come several times. */
	readonly values: readonly (readonly [name: string, value: string])[];
	readonly rest: readonly string[];
};

/** Short options that take a value, with the long name they stand for. */
const withValue: Readonly<Record<string, string>> = {
	U: 'username',
	d: 'dbname',
	c: 'command',
	f: 'file',
	v: 'set',
	h: 'host',
	p: 'port',
	F: 'format',
	Z: 'compress',
	P: 'pset',
	O: 'owner',
	T: 'template',
	E: 'encoding',
	t: 'table',
};
const flagNames: Readonly<Record<string, string>> = {
	X: 'no-psqlrc',
	q: 'quiet',
	A: 'no-align',
	t: 'tuples-only',
	w: 'no-password',
	'1': 'single-transaction',
	e: 'if-exists',
};

/** @param flagsOnly short letters that take no value in this program, e.g. psql's `-t` */
export function parseClientArguments(argv: readonly string[], flagsOnly = ''): ClientArguments {
	const flags = new Set<string>();
	const values: [string, string][] = [];
	const rest: string[] = [];
	for (let index = 0; index < argv.length; index++) {
		const word = argv[index] ?? '';
		const long = /^--([\w-]+)(?:=([\s\S]*))?$/.exec(word);
		if (long?.[1]) {
			const name = long[1] === 'variable' ? 'set' : long[1];
			if (long[2] !== undefined) values.push([name, long[2]]);
			else if (Object.values(withValue).includes(name)) values.push([name, argv[++index] ?? '']);
			else flags.add(name);
		} else if (/^-\w/.test(word)) {
			for (let letter = 1; letter < word.length; letter++) {
				const short = word[letter] ?? '';
				const name = withValue[short];
				if (name && !flagsOnly.includes(short)) {
					values.push([name, word.slice(letter + 1) || (argv[++index] ?? '')]);
					break;
				}
				flags.add(flagNames[short] ?? short);
			}
		} else rest.push(word);
	}
	return { flags, values, rest };
}

/** The last value given for an option. */
export const lastValue = (given: ClientArguments, name: string): string | undefined =>
	given.values.findLast(([option]) => option === name)?.[1];

/** Whom to connect as and where: options, then libpq's `key=value` string, then the user's name. */
export function connectionOf(
	given: ClientArguments,
	environment: Readonly<Record<string, string>>,
	database?: string,
) {
	const named = lastValue(given, 'dbname') ?? database ?? given.rest[0];
	const info = named?.includes('=') ? parseConnectionString(named) : { dbname: named };
	const user = lastValue(given, 'username') ?? info.user ?? environment.PGUSER ?? 'root';
	return {
		user,
		database: info.dbname ?? environment.PGDATABASE ?? user,
		application: info.application_name ?? 'psql',
		/** `-c name=value` settings from libpq's options. */
		settings: [...(info.options ?? '').matchAll(/-c\s*([\w.]+)=(\S+)/g)].map(
			([, name, value]) => `SET ${name} = '${value}'`,
		),
	};
}

function parseConnectionString(text: string): Record<string, string | undefined> {
	const pairs = text.matchAll(/(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S*))/g);
	return Object.fromEntries(
		[...pairs].map(([, key, quoted, plain]) => [key, quoted?.replaceAll(/\\(.)/g, '$1') ?? plain]),
	);
}
