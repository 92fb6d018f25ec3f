import stringWidth from 'string-width';

const asciiForms: Readonly<Record<string, string>> = {
	'✔': '+',
	'✖': 'x',
	'●': '*',
	'○': 'o',
	'▸': '>',
	'»': '>',
	'█': '#',
	'░': '.',
	'■': 'X',
	'□': '_',
	'·': '-',
	'–': '-',
	'—': '-',
	'…': '~',
	'→': '>',
	'←': '<',
	'↑': '^',
	'↓': 'v',
	'“': '"',
	'”': '"',
	'‘': "'",
	'’': "'",
	'×': 'x',
	'─': '-',
	'│': '|',
	'┌': '+',
	'┐': '+',
	'└': '+',
	'┘': '+',
	'├': '+',
	'┤': '+',
	'┬': '+',
	'┴': '+',
	'┼': '+',
};

const graphemes = new Intl.Segmenter();

/** One line in the characters that every terminal has, as many columns as before. What has no form of its own is “?”. */
export function asciiText(text: string): string {
	if (/^[\x20-\x7e]*$/.test(text)) return text;
	let shown = '';
	for (const { segment } of graphemes.segment(text)) {
		shown += /^[\x20-\x7e]$/.test(segment)
			? segment
			: (asciiForms[segment] ?? '?'.repeat(stringWidth(segment)));
	}
	return shown;
}
