import { parseDocument } from 'yaml';

/**
 * Variables that images are built with, each with the services that build with it: those named in `args` of a `build`.
 * @param composeText a Compose file as it is written, before anything in it is resolved
 */
export function buildVariables(composeText: string): ReadonlyMap<string, readonly string[]> {
	const found = new Map<string, string[]>();
	const document: unknown = parseDocument(composeText, { merge: true, logLevel: 'silent' }).toJS();
	for (const [service, said] of entriesOf(keyOf(document, 'services')))
		for (const name of namesIn(keyOf(keyOf(said, 'build'), 'args')))
			found.set(name, [...new Set([...(found.get(name) ?? []), service])]);
	return found;
}

/** Arguments are a map, or a list of `NAME=value`; one without a value has that of the variable of its name. */
function namesIn(args: unknown): readonly string[] {
	const pairs: readonly (readonly [string, unknown])[] = Array.isArray(args)
		? args.map((arg) => {
				const [name = '', ...value] = String(arg).split('=');
				return [name, value.length === 0 ? null : value.join('=')] as const;
			})
		: entriesOf(args);
	return pairs.flatMap(([name, value]) => (value === null ? [name] : interpolated(String(value))));
}

/** `$NAME` and `${NAME…}`; `$$` is a dollar. */
const interpolated = (text: string): readonly string[] =>
	[...text.replaceAll('$$', '').matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = '']) => name);

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
	typeof value === 'object' && value !== null ? Object.entries(value) : [];

const keyOf = (value: unknown, key: string): unknown =>
	typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
