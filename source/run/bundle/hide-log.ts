import type { Redact } from '../../text/redact.ts';
import { hidden, hideKeyLines } from '../../text/secret-patterns.ts';

const keyBegins = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/;
const keyEnds = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY/;

/** A log's text without its secrets, line by line; times stay. @param cut its beginning is missing */
export function hideLog(text: string, hide: Redact, cut: boolean): string {
	const lines = text.split('\n');
	const hideKeys = hideKeyLines();
	const untilKey = cut ? linesOfCutKey(lines) : 0;
	return lines
		.map((line, index) => {
			const stamp = /^\d{4}-\d\d-\d\dT\S+ /.exec(line)?.[0] ?? '';
			if (index < untilKey) return `${stamp}${hidden}`;
			return `${stamp}${hide(hideKeys(line.slice(stamp.length)))}`;
		})
		.join('\n');
}

/** A private key that had begun before the cut ends in one of the first lines, and its beginning is not here. */
function linesOfCutKey(lines: readonly string[]): number {
	const first = lines.slice(0, 200).findIndex((line) => keyBegins.test(line) || keyEnds.test(line));
	return first !== -1 && keyEnds.test(lines[first] ?? '') && !keyBegins.test(lines[first] ?? '') ? first : 0;
}
