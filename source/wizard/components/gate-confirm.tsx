import type { Gate } from '../../run/gates.ts';
import type { GateDraft } from '../attention.ts';
import type { KeyId } from '../keys.ts';
import { contentWidth, textRows } from '../pane-content.ts';
import type { StyledLine } from '../styled-line.ts';
import { type GateMove, type GateProps, gateLines, reasonLines } from './gate-parts.ts';
import { Pane, positionText } from './pane.tsx';

type ConfirmGate = Extract<Gate, { kind: 'confirm' }>;

/** Yes or no, under the whole text: commands, changes, the way back. */
export function GateConfirm({ gate, draft, box, focused }: GateProps<ConfirmGate>) {
	const room = contentWidth('text', box.width);
	const reasons = reasonLines(draft, room);
	const height = box.height - reasons.length;
	const { rows, first, total } = textRows(gateLines(gate, room), draft.top, height);
	const filler = Array.from({ length: Math.max(0, height - rows.length) }, (): StyledLine => []);
	return (
		<Pane
			box={box}
			title={gate.title}
			focused={focused}
			rows={[...rows, ...filler, ...reasons.map((line): StyledLine => [{ text: ' ' }, ...line])]}
			position={positionText(first, rows.length, total)}
		/>
	);
}

/** What a key does here. `lines` and `height` tell whether the text was on screen to its end. */
export function confirmMove(
	gate: ConfirmGate,
	draft: GateDraft,
	key: KeyId,
	view: { readonly lines: number; readonly height: number },
): GateMove {
	const last = Math.max(0, view.lines - view.height);
	const scrolled = (top: number): GateMove => {
		const next = Math.max(0, Math.min(last, top));
		return { draft: { top: next, read: draft.read || next >= last } };
	};
	switch (key) {
		case 'up':
			return scrolled(draft.top - 1);
		case 'down':
			return scrolled(draft.top + 1);
		case 'page up':
			return scrolled(draft.top - view.height);
		case 'page down':
			return scrolled(draft.top + view.height);
		case 'no':
			return { answer: { kind: 'no' } };
		case 'yes':
			if (gate.destructive && !draft.read && draft.top < last) {
				return { draft: { reason: 'Read to the end first: the text goes on, PgDn shows more.' } };
			}
			return { answer: { kind: 'yes' } };
		default:
			return undefined;
	}
}
