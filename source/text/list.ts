/** Names in a sentence: `api`, `api and db`, `api, db and redis`. */
export function inWords(names: readonly string[], last = 'and'): string {
	if (names.length < 2) return names.join('');
	return `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;
}

/** `1 service`, `6 services`. @param plural when it is not the word with an s */
export function count(number: number, word: string, plural = `${word}s`): string {
	return `${number} ${number === 1 ? word : plural}`;
}
