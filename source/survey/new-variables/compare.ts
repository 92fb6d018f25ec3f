import { holdsSecret } from '../../text/redact.ts';
import { type EnvStatement, readStatements } from '../env-statements.ts';

/** A variable that an example of an env file has and the real one lacks. */
export type NewVariable = {
	readonly name: string;
	/** The example's value, as it may be shown. */
	readonly shown: string;
	/**
	 * `offered`: it can be added as the example has it. `given`: Compose has a value for it from elsewhere, which stays.
	 * `yours`: what an example has is public, and this is a secret.
	 */
	readonly is: 'offered' | 'given' | 'yours';
	/** Where its value comes from, of a given one; a clause. */
	readonly from?: string;
	/** Services whose images are built with it: they have to be built once it has a value. */
	readonly builds: readonly string[];
	/** True when the Compose file has a default for it. */
	readonly defaulted: boolean;
};

export type Comparison = {
	/** How many variables the example has. */
	readonly total: number;
	/** In the example's order. */
	readonly lacking: readonly NewVariable[];
};

/** What Compose knows of a variable without the file that is compared. */
export type KnownElsewhere = {
	/** Where it has a value from, a clause; undefined when it has none. */
	readonly from?: string | undefined;
	readonly builds: readonly string[];
	readonly defaulted: boolean;
};

/**
 * Compares an env file with its example. What is commented out in the file was left out by somebody and is not new; a
 * name without a value in the example asks for nothing.
 */
export function compareWithExample(
	example: string,
	file: string,
	elsewhere: (name: string) => KnownElsewhere,
): Comparison {
	const there = namesIn(file);
	const all = assignments(example);
	const lacking = all
		.filter(({ name }) => !there.has(name))
		.map(({ name, value }): NewVariable => {
			const { from, builds, defaulted } = elsewhere(name);
			const secret = holdsSecret(name, value);
			return {
				name,
				shown: secret && value !== '' ? '[hidden]' : value,
				is: from !== undefined ? 'given' : secret ? 'yours' : 'offered',
				...(from === undefined ? {} : { from }),
				builds,
				defaulted,
			};
		});
	return { total: all.length, lacking };
}

/** The lines of an example that say these variables, with the comments right above each; in the example's order. */
export function linesOf(example: string, names: readonly string[]): readonly string[] {
	const lines = example.replace(/^\uFEFF/, '').split(/\r?\n/);
	return assignments(example)
		.filter(({ name }) => names.includes(name))
		.flatMap(({ line, value }) => {
			const at = line - 1;
			let begin = at;
			while (begin > 0 && /^\s*#/.test(lines[begin - 1] ?? '') && !commentedOut.test(lines[begin - 1] ?? ''))
				begin--;
			return lines.slice(begin, at + value.split('\n').length);
		});
}

const commentedOut = /^\s*#\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/;

/** Names that a file says, also those that somebody has commented out. */
export const namesIn = (text: string): ReadonlySet<string> =>
	new Set([
		...readStatements(text).statements.map(({ name }) => name),
		...text.split('\n').flatMap((line) => commentedOut.exec(line)?.[1] ?? []),
	]);

/** Of a name that is there twice the last, as Compose takes it. */
function assignments(text: string): readonly EnvStatement[] {
	const found = readStatements(text).statements.filter(({ form }) => form !== 'name alone');
	return found.filter(({ name }, index) => !found.slice(index + 1).some((later) => later.name === name));
}
