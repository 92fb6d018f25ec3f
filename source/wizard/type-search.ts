import type { Hands } from './hands.ts';
import { movePane } from './move-pane.ts';

/** What a press does while the text to search for is typed: letters are text. */
export function typeSearch(press: string, hands: Hands) {
	const { change } = hands;
	const search = hands.attention().search;
	if (!search) return;
	switch (press) {
		case 'enter':
			return movePane('find', hands);
		case 'escape':
			return change(({ search: _ended, ...rest }) => rest);
		case 'backspace':
			return change((before) => ({
				...before,
				search: { ...search, text: Array.from(search.text).slice(0, -1).join('') },
			}));
		default: {
			const text = press === 'space' ? ' ' : press;
			if ([...new Intl.Segmenter().segment(text)].length !== 1) return;
			return change((before) => ({ ...before, search: { ...search, text: search.text + text } }));
		}
	}
}
