import type { Gate } from '../../run/gates.ts';
import type { GateDraft } from '../attention.ts';
import { cleanText } from '../log-line.ts';
import { contentWidth, textRows } from '../pane-content.ts';
import { columnsOf, type StyledLine, wrapStyled } from '../styled-line.ts';
import { glyphs } from '../theme.ts';
import { type GateMove, type GateProps, gateLines, reasonLines } from './gate-parts.ts';
import { Pane, positionText } from './pane.tsx';

type TypeGate = Extract<Gate, { kind: 'type' }>;

/** What cannot be undone is confirmed by typing a name; every key is text here. */
export function GateType({ gate, draft, box, focused }: GateProps<TypeGate>) {
	const room = contentWidth('text', box.width);
	const foot: readonly StyledLine[] = [
		...reasonLines(draft, room),
		...wrapStyled(
			`Type “${gate.expected}” and press Enter; ${gate.exports ? `“e” exports ${gate.exports} first, ` : ''}“no” declines.`,
			room,
			'strong',
		),
		[
			{ text: `${glyphs.cursor} `, role: 'accent' },
			{ text: tail(draft.typed, room - 3) },
			{ text: '_', role: 'accent' },
		],
	];
	const height = Math.max(1, box.height - foot.length);
	const { rows, first, total } = textRows(gateLines(gate, room), draft.top, height);
	const filler = Array.from({ length: Math.max(0, height - rows.length) }, (): StyledLine => []);
	return (
		<Pane
			box={box}
			title={gate.title}
			focused={focused}
			rows={[...rows, ...filler, ...foot.map((line): StyledLine => [{ text: ' ' }, ...line])]}
			position={positionText(first, rows.length, total)}
		/>
	);
}

/** What a press does here: letters are text, Enter answers, and `no` declines unless it is the word asked for. */
export function typeMove(gate: TypeGate, draft: GateDraft, press: string, page: number): GateMove {
	switch (press) {
		case 'enter':
			if (draft.typed === 'e' && gate.exports && gate.expected !== 'e') return { answer: { kind: 'export' } };
			if (draft.typed === 'no' && gate.expected !== 'no') return { answer: { kind: 'no' } };
			return draft.typed === ''
				? { draft: { reason: `Nothing was typed; “${gate.expected}” is expected.` } }
				: { answer: { kind: 'typed', text: draft.typed } };
		case 'backspace':
			return { draft: { typed: Array.from(draft.typed).slice(0, -1).join('') } };
		case 'escape':
			return { draft: { typed: '' } };
		case 'space':
			return { draft: { typed: `${draft.typed} ` } };
		case 'up':
			return { draft: { top: Math.max(0, draft.top - 1) } };
		case 'down':
			return { draft: { top: draft.top + 1 } };
		case 'pageup':
			return { draft: { top: Math.max(0, draft.top - page) } };
		case 'pagedown':
			return { draft: { top: draft.top + page } };
		default: {
			const typed = draft.typed + cleanText(press);
			// Names of keys are longer than a character: they are no text.
			return [...new Intl.Segmenter().segment(press)].length === 1 && typed.length <= longest
				? { draft: { typed } }
				: undefined;
		}
	}
}

const longest = 200;

/** The end of what was typed, so that the place of the next letter is always on screen. */
function tail(text: string, width: number): string {
	let shown = text;
	while (columnsOf(shown) > width) shown = Array.from(shown).slice(1).join('');
	return shown;
}
