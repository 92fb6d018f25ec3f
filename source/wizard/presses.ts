import type { Key } from 'ink';

/**
 * What was pressed, by name: a character, or `up`, `pagedown`, `enter`, `escape`, `tab`, `shift+tab`, `space`,
 * `backspace`, `ctrl+c` and the like. A slow line brings several keys in one piece: one name each.
 */
export function readPresses(input: string, key: Key): readonly string[] {
	for (const [name, press] of named) if (key[name] === true) return [press];
	if (key.tab) return [key.shift ? 'shift+tab' : 'tab'];
	if (key.ctrl) return input === '' ? [] : [`ctrl+${input}`];
	if (key.meta) return [];
	return Array.from(input, (character) => characters[character] ?? character).filter(
		(press) => press.length > 1 || !/\p{Cc}/u.test(press),
	);
}

const named = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'pageup'],
	['pageDown', 'pagedown'],
	['home', 'home'],
	['end', 'end'],
	['return', 'enter'],
	['escape', 'escape'],
	['backspace', 'backspace'],
	['delete', 'backspace'],
] as const satisfies readonly (readonly [keyof Key, string])[];

const characters: Readonly<Record<string, string>> = {
	'\r': 'enter',
	'\n': 'enter',
	'\t': 'tab',
	' ': 'space',
	'\x03': 'ctrl+c',
	'\x7f': 'backspace',
	'\b': 'backspace',
};
