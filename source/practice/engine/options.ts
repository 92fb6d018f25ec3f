/** Options of a docker command, by their long names. */
export type Options = {
	readonly flags: ReadonlySet<string>;
	/** The last value of each option that takes one. */
	readonly values: Readonly<Record<string, string | undefined>>;
	/** All values of each. */
	readonly lists: Readonly<Record<string, readonly string[] | undefined>>;
	readonly rest: readonly string[];
};

const shortNames: Readonly<Record<string, string>> = {
	a: 'all',
	q: 'quiet',
	f: 'force',
	v: 'volumes',
	d: 'detach',
	t: 'timestamps',
	i: 'interactive',
	e: 'env',
	l: 'label',
	T: 'no-tty',
};

/**
 * @param withValue long names of the options that take a value
 * @param untilWord when true, options end at the first word that is none: what follows belongs to another program
 */
export function parseOptions(
	argv: readonly string[],
	withValue: readonly string[],
	untilWord = false,
): Options {
	const flags = new Set<string>();
	const lists: Record<string, string[]> = {};
	const rest: string[] = [];
	for (let index = 0; index < argv.length; index++) {
		const word = argv[index] ?? '';
		if (!/^-[-\w]/.test(word) || (untilWord && rest.length > 0)) {
			rest.push(word);
			continue;
		}
		const [, long, value] = /^--([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
		const names = long ? [long] : [...word.slice(1)].map((letter) => shortNames[letter] ?? letter);
		for (const name of names) {
			if (withValue.includes(name)) lists[name] = [...(lists[name] ?? []), value ?? argv[++index] ?? ''];
			else flags.add(name);
		}
	}
	return {
		flags,
		lists,
		values: Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.at(-1)])),
		rest,
	};
}
