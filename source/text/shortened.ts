/** As much of an answer as one line holds. @param longest characters that are shown */
export function shortened(text: string, longest = 200): string {
	const [line = ''] = text.split('\n');
	return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
