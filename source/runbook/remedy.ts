import type { z } from 'zod';
import { inWords } from '../text/list.ts';
import { nearest } from '../text/nearest.ts';

/** What to do about a key that nobody knows there. @param named what may stand there */
export function remedyOfKey(key: string, named: readonly string[], kind: boolean): string {
	const meant = nearest(key, named);
	if (meant !== undefined) return `Write “${meant}” in place of “${key}”.`;
	return kind
		? `Write ${inWords(named, 'or')} in place of “${key}”.`
		: `Take “${key}” out, or move it to where it belongs: nobody reads it there.`;
}

/** What to do about a word that is none of those known. @param keys of the map that may stand in its place */
export function remedyOfWord(found: unknown, words: readonly string[], keys: readonly string[]): string {
	const meant = typeof found === 'string' ? nearest(found, words) : undefined;
	if (meant !== undefined) return `Write “${meant}” in place of “${found}”.`;
	const map = keys.length > 0 ? [`a map such as { ${keys[0]}: … }`] : [];
	return `Write ${inWords([...words.map((word) => `“${word}”`), ...map], 'or')} there.`;
}

/** What to do about a value that is not what should stand there, a sentence. @param found that value @param keys it may have as a map */
export function remedyOfValue(issue: z.core.$ZodIssue, found: unknown, keys: readonly string[]): string {
	const key = issue.path.findLast((part) => typeof part === 'string');
	const place = key === undefined ? 'the file' : `“${key}”`;
	switch (issue.code) {
		case 'invalid_type':
			if (key === undefined) return 'Begin the file with the line `runbook: 1`, and a key a line below it.';
			if (found === undefined || found === null) return `Add ${place}, with ${wanted(issue.expected, keys)}.`;
			if (issue.expected === 'array' && typeof found === 'string')
				return `Put it in brackets, as in ${key}: [${found}].`;
			if (issue.expected === 'string' && typeof found === 'number')
				return `Put it in quotes, as in ${key}: "${found}".`;
			if (typeof found === 'string' && /^\d/.test(found)) return 'Write the number alone, without a unit.';
			return `Write ${wanted(issue.expected, keys)} as ${place}.`;
		case 'invalid_value':
			return remedyOfWord(
				found,
				issue.values.flatMap((one) => (typeof one === 'symbol' ? [] : [String(one)])),
				[],
			);
		case 'too_small':
			if (issue.origin === 'string') return `Write a text as ${place}, or take the line out.`;
			return issue.origin === 'array'
				? `Name at least ${issue.minimum} under ${place}.`
				: 'Write a larger number.';
		case 'too_big':
			return issue.origin === 'string' ? 'Shorten it.' : 'Write a smaller number.';
		default:
			return `Change ${place} as it says.`;
	}
}

function wanted(expected: string, keys: readonly string[]): string {
	switch (expected) {
		case 'string':
			return 'a text';
		case 'array':
			return 'a list in brackets';
		case 'object':
		case 'record':
			return keys.length > 0 ? `a map such as { ${keys[0]}: … }` : 'a map in braces';
		default:
			return 'a whole number';
	}
}

/** What to do about text that is no YAML, by what the library that reads it calls it. */
export function remedyOfYaml({ code, message = '' }: { code: string; message?: string }): string {
	// A brace that is left open meets a line that is indented too little for what is within it.
	switch (message.startsWith('Flow ') ? 'MISSING_CHAR' : code) {
		case 'TAB_AS_INDENT':
			return 'Put blanks in place of the tab: YAML takes no tabs at the beginning of a line.';
		case 'DUPLICATE_KEY':
			return 'Take one of the two lines with that key out.';
		case 'BAD_INDENT':
		case 'BLOCK_AS_IMPLICIT_KEY':
			return 'Give the line as many blanks at its beginning as the others of its map have.';
		case 'MISSING_CHAR':
			return 'Close the quote, the brace or the bracket that was opened, and put a comma between two entries.';
		case 'MULTILINE_IMPLICIT_KEY':
			return 'See that the line before it is closed, and that this one has its colon.';
		case 'BAD_ALIAS':
			if (message.startsWith('Excessive'))
				return 'Write out what the aliases stand for: together they are more than anybody reads.';
			return 'Name the anchor before its alias, or put a text that begins with * in quotes.';
		default:
			return 'Mend the line; a text with : # { [ or % in it needs quotes.';
	}
}
