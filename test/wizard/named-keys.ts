import { keys } from './terminal.ts';

/** What a screen says can be pressed: keys by their names, and texts to type. */
export type Named = { readonly keys: ReadonlySet<string>; readonly texts: readonly string[] };

/** What a keyboard sends for each name that the wizard uses. */
export const keyNames: Readonly<Record<string, string>> = {
	Space: ' ',
	Enter: keys.enter,
	Esc: keys.escape,
	Tab: keys.tab,
	PgUp: keys.pageUp,
	PgDn: keys.pageDown,
	'↑': keys.up,
	'↓': keys.down,
	'←': keys.left,
	'→': keys.right,
	up: keys.up,
	down: keys.down,
};

/** The keys that the guidance and the key line name, and the texts that a question wants typed. */
export function namedOn(screen: string): Named {
	const foot = footOf(screen);
	const leaving = foot.findIndex((row) => row.startsWith('Leaving now costs: '));
	const guidance = (leaving < 0 ? foot : foot.slice(0, leaving)).join(' ');
	const keyLine = foot.slice(leaving + 1).at(-1) ?? '';
	return {
		keys: new Set([...inSentence(guidance), ...inKeyLine(keyLine)]),
		texts: [
			...flat(screen).matchAll(/[Tt]ype “([^”]+)”|“([^”]+)” (?:declines|exports)|or (e) to export first/g),
		].map(([, typed, other, letter]) => typed ?? other ?? letter ?? ''),
	};
}

/** Fails with the screen when it names no such key. @returns what the keyboard sends */
export function namedKey(screen: string, name: string): string {
	const named = namedOn(screen).keys;
	if (named.has(name)) return keyNames[name] ?? name;
	throw new Error(
		`expected ${name} to be named on the screen, which names ${[...named].join(' ') || 'no key'}:\n${screen}`,
	);
}

/** The text, as it is typed, and Enter. Fails like `namedKey`. */
export function namedText(screen: string, text: string): readonly string[] {
	const { texts } = namedOn(screen);
	if (!texts.includes(text))
		throw new Error(`expected “${text}” to be asked for on the screen, which asks for ${texts}:\n${screen}`);
	return [...text, namedKey(screen, 'Enter')];
}

/** Guidance, leaving and keys: the rows below the frame's last rule without its sides, or the last that a screen reader is told. */
function footOf(screen: string): readonly string[] {
	const [, guidance, leaving, named] =
		/^Now: (.*?)\n(Leaving now costs: .*?)\nKeys: (.*)$/s.exec(
			screen.slice(screen.lastIndexOf('\nNow: ') + 1).trimEnd(),
		) ?? [];
	if (guidance !== undefined && leaving !== undefined && named !== undefined)
		return [guidance, leaving, named.replace(/,\s/g, '  ')].map((text) => text.replaceAll('\n', ' '));
	const rows = screen.split('\n');
	const rule = rows.findLastIndex((row) => /^[├+][─┴-]+[┤+]$/.test(row));
	return rows
		.slice(rule + 1)
		.map((row) => row.replace(/^[│|]|[│|]$/g, '').trim())
		.filter((row) => row !== '' && !/^[└+][─-]+[┘+]$/.test(row));
}

const flat = (screen: string) => screen.replace(/[│|\s]+/g, ' ');

/** In prose, quotes hold texts, “a” is an article, “3 s” a time, and a key that is not taken is not named. */
function inSentence(sentence: string): readonly string[] {
	const prose = sentence.replace(/“[^”]*”/g, '').replace(/\S+ is not taken here/g, '');
	return [...prose.matchAll(/(?<![\p{L}\d’.-]|\d )(?:[b-z!?/]|\p{Lu}\p{L}+|up|down|[↑↓←→])(?![\p{L}\d’-])/gu)]
		.map(([name]) => name)
		.filter((name) => name.length === 1 || name in keyNames);
}

/** `y yes  n no  e Enter export first`: a key stands before its words. */
const inKeyLine = (line: string): readonly string[] =>
	line
		.split(/\s{2,}/)
		.filter((pair) => pair !== '')
		.flatMap((pair) => pair.split(' ').filter((name, at) => at === 0 || name === 'Enter'));
