/** What Ink writes, as far as the screen is concerned. */
export type InkWrite =
	/** A whole frame, top to bottom. */
	| { readonly kind: 'frame'; readonly rows: readonly string[] }
	/** The frame before it is taken off the screen, or the screen is another one from here on. */
	| { readonly kind: 'gone'; readonly text: string }
	/** Modes, the clipboard: to be passed on as it is. */
	| { readonly kind: 'other'; readonly text: string }
	/** Begin and end of a frame, which whoever draws it sets anew. */
	| { readonly kind: 'nothing' };

const erasing = /^(?:\x1b\[(?:2K|1A|G|1;1H|J))*/;
const control = /\x1b(?!\[[\d;]*m)/;
const synchronised = /^\x1b\[\?2026[hl]$/;
const otherScreen = /\x1b\[\?1049[hl]/;

/** Reads one write of Ink 8 that draws without `incrementalRendering`: it erases the last frame and writes the next. */
export function readWrite(chunk: string): InkWrite {
	if (chunk === '' || synchronised.test(chunk)) return { kind: 'nothing' };
	const text = chunk.replace(erasing, '');
	if (text === '') return { kind: 'gone', text: '' };
	if (otherScreen.test(text)) return { kind: 'gone', text: chunk };
	if (control.test(text)) return { kind: 'other', text: chunk };
	return { kind: 'frame', rows: text.replace(/\n$/, '').split('\n') };
}
