/** The line without the time at its start, in the forms that services write; others are left as they are. */
export function withoutTime(line: string): string {
	const time = timeLength(line);
	return time === line.length ? line : line.slice(time);
}

/** Whether two lines are the same but for the time at their start. Looked at from the end: most lines differ there. */
export function sameButTime(before: string, line: string): boolean {
	if (before.length !== line.length) return false;
	let end = line.length - 1;
	while (end >= 0 && before.charCodeAt(end) === line.charCodeAt(end)) end -= 1;
	if (end < 0) return true;
	const time = timeLength(before);
	return end < time && time < line.length && timeLength(line) === time;
}

/** Characters of the time at the line's start; 0 when there is none. */
function timeLength(line: string): number {
	leadingTime.lastIndex = 0;
	return leadingTime.test(line) ? leadingTime.lastIndex : 0;
}

const clock = String.raw`\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,9})?`;
const zone = String.raw`(?:Z| ?[+-]\d{2}:?\d{2}| (?:UTC|GMT|[A-Z]{3,4}(?= \[)))?`;
const date = String.raw`(?:\d{4}[-/.]\d{2}[-/.]\d{2}|\d{1,2}[ /][A-Z][a-z]{2}[ /]\d{4}|[A-Z][a-z]{2} {1,2}\d{1,2})`;
/** `2026-06-15T03:00:00.1Z`, `2026/06/15 03:00:00`, `[2026-06-15 03:00:00 +0000]`, `15 Jun 2026 03:00:00.123`, `03:00:00`. */
const leadingTime = new RegExp(
	String.raw`^\s*\[?(?:${date}[T ,]{1,2})?${clock}${zone}\]?[,:]?\s*(?:[-|] )?`,
	'y',
);
