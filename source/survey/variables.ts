/** Values of variables as Compose takes them: the shell's own first, then env files, then the Compose file's default. */
export type Variables = (name: string) => string | undefined;

/**
 * @param shell the environment that Compose is run with
 * @param envFiles variables of the env files, merged; later files have won
 * @param composeText the Compose file's text, for the defaults in `${NAME:-default}`
 */
export function variablesOf(
	shell: Readonly<Record<string, string | undefined>>,
	envFiles: Readonly<Record<string, string>>,
	composeText: string,
): Variables {
	const defaults = new Map<string, string>();
	for (const [, name = '', fallback = ''] of composeText.matchAll(/\$\{(\w+):?-([^}]*)\}/g)) {
		if (!defaults.has(name)) defaults.set(name, fallback);
	}
	return (name) => shell[name] || envFiles[name] || defaults.get(name);
}

/** Replaces each `$NAME` of a runbook's value. @returns the names that have no value beside the text */
export function resolveText(
	text: string,
	variables: Variables,
): { text: string; missing: readonly string[] } {
	const missing: string[] = [];
	const resolved = text.replaceAll(/\$(\w+)/g, (whole, name: string) => {
		const value = variables(name);
		if (value === undefined) missing.push(name);
		return value ?? whole;
	});
	return { text: resolved, missing };
}

/** Names of variables that have a value in one of these, each once: what the values are is nobody's business. */
export const namesWithValue = (
	variables: readonly Readonly<Record<string, unknown>>[],
): readonly string[] => [
	...new Set(
		variables.flatMap((each) =>
			Object.keys(each).filter(
				(name) => each[name] !== null && each[name] !== undefined && each[name] !== '',
			),
		),
	),
];
