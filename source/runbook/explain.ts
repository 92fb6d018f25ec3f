import { z } from 'zod';
import { remedyOfKey, remedyOfValue, remedyOfWord } from './remedy.ts';

/** What is wrong with a value, in one sentence. */
export type Explained = {
	readonly path: readonly PropertyKey[];
	/** The key of the map at that path that nobody knows. */
	readonly key?: string;
	/** What was expected, and what was found. */
	readonly says: string;
	/** What to do about it, a sentence. */
	readonly remedy: string;
};

type Issue = z.core.$ZodIssue;

/**
 * What is wrong first. A key that nobody knows comes before one that is missing: it is the other one, misspelt. Of a value that may
 * be one of several kinds it is what is wrong with the kind that it names.
 * @param value what was held against the schema
 */
export function explain(error: z.ZodError, schema: z.ZodType, value: unknown): Explained {
	const issue = first(error.issues, value);
	if (!issue) return { path: [], says: 'not valid', remedy: 'Mend the file.' };
	const { path } = issue;
	const found = valueAt(value, path);
	const { keys, words } = whatFitsAt(schema, path);
	const named = [...keys, ...words];
	const known = `expected ${named.length > 1 ? 'one of ' : ''}${named.join(', ')}`;
	if (issue.code === 'unrecognized_keys') {
		const [key = ''] = issue.keys;
		return { path, key, says: `unknown key “${key}”; ${known}`, remedy: remedyOfKey(key, named, false) };
	}
	if (issue.code === 'invalid_union' && keys.length > 0 && words.length > 1 && !isMap(found)) {
		const some = words.map((word) => `“${word}”`).join(', ');
		return {
			path,
			says: `expected ${some} or a map of ${keys.join(', ')}, found ${kindOf(found)}`,
			remedy: remedyOfWord(found, words, keys),
		};
	}
	if (issue.code === 'invalid_union' && named.length > 0) {
		const [key] = isMap(found) ? Object.keys(found) : [];
		return key === undefined
			? { path, says: `${known}, found ${kindOf(found)}`, remedy: remedyOfWord(found, words, keys) }
			: { path, key, says: `unknown kind “${key}”; ${known}`, remedy: remedyOfKey(key, named, true) };
	}
	const expected = expectation(issue);
	return {
		path,
		says: expected ? `expected ${expected}, found ${kindOf(found)}` : issue.message,
		remedy: remedyOfValue(issue, found, keys),
	};
}

/** What should stand there; undefined where the schema has a sentence of its own. */
function expectation(issue: Issue): string | undefined {
	switch (issue.code) {
		case 'invalid_type':
			return {
				string: 'a text',
				number: 'a number',
				int: 'a whole number',
				array: 'a list',
				object: 'a map',
				record: 'a map',
			}[issue.expected as string];
		case 'invalid_value':
			return issue.values.map((one) => (typeof one === 'string' ? `“${one}”` : String(one))).join(' or ');
		case 'too_small':
			if (issue.origin === 'string') return 'a text that is not empty';
			return issue.origin === 'array'
				? `at least ${issue.minimum} of them`
				: `a number ${issue.inclusive ? 'from' : 'above'} ${issue.minimum}`;
		case 'too_big':
			return issue.origin === 'string'
				? `a text of at most ${issue.maximum} characters`
				: `a number up to ${issue.maximum}`;
		default:
			return undefined;
	}
}

/** With its whole path. */
function first(issues: readonly Issue[], value: unknown): Issue | undefined {
	const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
	if (issue?.code !== 'invalid_union') return issue;
	const branches = issue.errors.map((branch) =>
		branch.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
	);
	// One that misses its own key is of another kind, and so is one that the whole is not like.
	const own = branches.filter((branch) =>
		branch.every(
			({ path }) =>
				path.length > issue.path.length + 1 ||
				(path.length > issue.path.length && valueAt(value, path) !== undefined) ||
				branches.length === 1,
		),
	);
	const nearest = own.toSorted((one, other) => depthOf(other) - depthOf(one))[0];
	return nearest ? first(nearest, value) : issue;
}

const depthOf = (branch: readonly Issue[]) => Math.max(...branch.map(({ path }) => path.length));

/** As far as JSON Schema is walked here. */
type Shape = {
	readonly properties?: Readonly<Record<string, Shape>>;
	readonly items?: Shape;
	readonly anyOf?: readonly Shape[];
	readonly const?: unknown;
	readonly enum?: readonly unknown[];
};

/** Keys that may stand in the map at a path, and words in its place; none where there is no map. */
function whatFitsAt(
	schema: z.ZodType,
	path: readonly PropertyKey[],
): { readonly keys: readonly string[]; readonly words: readonly string[] } {
	const spread = (shape: Shape): readonly Shape[] => shape.anyOf?.flatMap(spread) ?? [shape];
	let shapes = spread(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape);
	for (const part of path)
		shapes = shapes.flatMap((shape) => {
			const next = typeof part === 'number' ? shape.items : shape.properties?.[String(part)];
			return next ? spread(next) : [];
		});
	if (shapes.every(({ properties }) => properties === undefined)) return { keys: [], words: [] };
	const said = shapes.flatMap(({ const: word, enum: some = [] }) => [word, ...some]);
	return {
		keys: [...new Set(shapes.flatMap(({ properties = {} }) => Object.keys(properties)))],
		words: [...new Set(said.filter((word) => typeof word === 'string'))],
	};
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
	path.reduce<unknown>((at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part], value);

function kindOf(value: unknown): string {
	if (value === null || value === undefined) return 'nothing';
	if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
	if (isMap(value)) return 'a map';
	return typeof value === 'string' ? `“${value}”` : String(value);
}
