import type { CheckInput } from './check.ts';
import type { Finding } from './finding.ts';
import { hopAllowed } from './hop-allowed.ts';
import { targetExists } from './target-exists.ts';

/**
 * Why the version asked for cannot be upgraded to, or undefined when it can: not a version, not there, equal,
 * older, or more than one hop away. The finding says what was expected, what was found and what to do.
 */
export function versionProblem(input: CheckInput): Finding | undefined {
	return [targetExists, hopAllowed]
		.map((check) => check.examine(input))
		.find((finding) => finding.outcome === 'fail');
}
