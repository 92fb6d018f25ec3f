/** A row of the screen as it is read aloud: a sign is a word or nothing, and no column is filled. A command stays as it is. */
export function spokenText(text: string): string {
	if (text.trimStart().startsWith('$ ')) return text.trim();
	return text
		.replace(/[█░─│┌┐└┘├┤┬┴┼]/g, ' ')
		.replace(/\s*·\s*/g, ', ')
		.replace(/\p{So}|[✔✖●○▸■□»↑↓←→×]/gu, (sign) => words[sign] ?? ' ')
		.replace(/^\s*! /, '')
		.replace(/\s+/g, ' ')
		.trim();
}

const words: Readonly<Record<string, string>> = {
	'↑': 'up arrow',
	'↓': 'down arrow',
	'←': 'left arrow',
	'→': 'to',
	'×': ' by ',
};
