import { stripVTControlCharacters } from 'node:util';

/**
 * Text that cannot move the cursor, colour the screen or turn the reading order: terminal sequences,
 * control codes and bidirectional overrides are taken out, a tab becomes a space, line ends stay.
 */
export function printable(text: string): string {
	return stripVTControlCharacters(text)
		.replaceAll('\t', ' ')
		.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '');
}
