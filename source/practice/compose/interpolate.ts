/** Looks a variable up; undefined when it is not set. */
export type Lookup = (name: string) => string | undefined;

const pattern = /\$(?:\$|(\w+)|\{(\w+)(?:(:?[-?+])((?:[^{}]|\{[^{}]*\})*))?\})/g;

/**
 * Compose's `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}`, `${NAME:+other}`.
 * @throws Error with Compose's sentence when a required variable has no value
 */
export function interpolate(
	text: string,
	lookup: Lookup,
	onMissing: (name: string) => void = () => {},
): string {
	return text.replaceAll(pattern, (whole, plain?: string, braced?: string, operator?: string, rest = '') => {
		if (whole === '$$') return '$';
		const name = plain ?? braced ?? '';
		const value = lookup(name);
		const set = value !== undefined && (value !== '' || !operator?.startsWith(':'));
		switch (operator?.at(-1)) {
			case '-':
				return set ? (value ?? '') : interpolate(rest, lookup, onMissing);
			case '+':
				return set ? interpolate(rest, lookup, onMissing) : '';
			case '?':
				if (set) return value ?? '';
				throw new Error(
					`required variable ${name} is missing a value: ${interpolate(rest, lookup, onMissing)}`,
				);
			default:
				if (value === undefined) onMissing(name);
				return value ?? '';
		}
	});
}

/** Interpolates every text of a value, keys excepted. */
export function interpolateAll(
	value: unknown,
	lookup: Lookup,
	path: string,
	onMissing: (name: string) => void,
): unknown {
	if (typeof value === 'string') {
		try {
			return interpolate(value, lookup, onMissing);
		} catch (error) {
			throw new Error(`error while interpolating ${path}: ${(error as Error).message}`);
		}
	}
	if (Array.isArray(value)) return value.map((item) => interpolateAll(item, lookup, `${path}.[]`, onMissing));
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [
			key,
			interpolateAll(item, lookup, path ? `${path}.${key}` : key, onMissing),
		]),
	);
}
