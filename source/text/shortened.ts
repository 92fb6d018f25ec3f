/** Characters of an answer that are shown. */
const longest = 200;

/** As much of an answer as one line holds. */
export function shortened(text: string): string {
	const [line = ''] = text.split('\n');
	return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
