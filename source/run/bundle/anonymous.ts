/** What tells whose host it was. */
export type Places = {
	/** Absolute paths of home directories. */
	readonly homes: readonly string[];
	/** The host's name; undefined where it is a word that the texts are full of. */
	readonly host: string | undefined;
};

/** A function that writes `~` for a home directory, `/home/[user]` for any other, and `[host]` for the host's name. */
export function anonymous({ homes, host }: Places): (text: string) => string {
	const own = homes
		.filter((home) => home.startsWith('/') && home.length > 1)
		.sort((a, b) => b.length - a.length);
	const home =
		own.length > 0
			? new RegExp(`(?<![\\w.-])(?:${own.map(literally).join('|')})(?![\\w.-])`, 'g')
			: undefined;
	const names = host === undefined ? [] : [...new Set([host, host.split('.')[0] ?? host])];
	const name =
		names.length > 0
			? new RegExp(`(?<![\\w-])(?:${names.map(literally).join('|')})(?![\\w-])`, 'gi')
			: undefined;
	return (text) => {
		const homeless = home ? text.replace(home, '~') : text;
		const others = homeless.replace(/(?<![\w.-])\/home\/[^/\s"'`:,;)\]}]+/g, '/home/[user]');
		return name ? others.replace(name, '[host]') : others;
	};
}

const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/**
 * The host's name, where it can be told apart from words.
 * @param words names that stand in the texts for something else: the stack's, the app's, its services'
 */
export function tellingHost(host: string, words: readonly string[]): string | undefined {
	const first = host.split('.')[0]?.toLowerCase() ?? '';
	const taken = ['localhost', 'host', 'docker', 'lockkeeper', ...words.map((word) => word.toLowerCase())];
	return first.length < 3 || taken.includes(first) ? undefined : host;
}
