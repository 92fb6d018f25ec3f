import { inWords } from '../../text/list.ts';
import type { NewVariable } from './compare.ts';

/** A variable with the example's value, and what Compose makes of it without. */
export function variableInWords({ name, shown, from, builds, defaulted }: NewVariable): string {
	const notes = [
		...(from === undefined ? [] : [`has a value from ${from}`]),
		...(from === undefined && defaulted ? ['the Compose file has a default for it'] : []),
		...(builds.length === 0
			? []
			: [`${inWords(builds)} ${builds.length === 1 ? 'is' : 'are'} built with it`]),
	];
	return `${name}=${shown}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}
