import type { Gate, GateItem } from '../../run/gates.ts';
import { contentWidth, listRows, textRows } from '../pane-content.ts';
import { type Role, type StyledLine, wrapText } from '../styled-line.ts';
import { type GateProps, itemLines, reasonLines } from './gate-parts.ts';
import { Pane, positionText } from './pane.tsx';

type ItemMark = { readonly glyph: string; readonly word: string; readonly role: Role };

/** A question's items with what was answered for each, and the highlighted one in full beside them. */
export function GateItems(
	props: GateProps<Gate & { items: readonly GateItem[] }> & { mark: (item: GateItem) => ItemMark },
) {
	const { gate, draft, box, detail, focused, mark } = props;
	const room = contentWidth('list', box.width);
	const reasons = reasonLines(draft, room);
	const height = box.height - reasons.length;
	const list = listRows(
		gate.items.map((item) => markedLines(item, mark(item), room)),
		draft.cursor,
		height,
	);
	const filler = Array.from({ length: Math.max(0, height - list.rows.length) }, (): StyledLine => []);
	return (
		<>
			<Pane
				box={box}
				title={gate.title}
				focused={focused}
				rows={[...list.rows, ...filler, ...reasons.map((line): StyledLine => [{ text: ' ' }, ...line])]}
			/>
			{detail ? <ItemDetail gate={gate} draft={draft} box={detail} /> : null}
		</>
	);
}

/** The highlighted item of a question in full. */
export function ItemDetail(
	props: Pick<GateProps<Gate & { items: readonly GateItem[] }>, 'gate' | 'draft' | 'box'>,
) {
	const { gate, draft, box } = props;
	const lines = itemLines(gate, gate.items[draft.cursor], contentWidth('text', box.width));
	const { rows, first, total } = textRows(lines, draft.top, box.height);
	return (
		<Pane
			box={box}
			title={`${draft.cursor + 1} of ${gate.items.length}`}
			focused={false}
			rows={rows}
			position={positionText(first, rows.length, total)}
		/>
	);
}

function markedLines(item: GateItem, { glyph, word, role }: ItemMark, room: number): readonly StyledLine[] {
	return [
		...wrapText(item.label, room - 2).map(
			(text, row): StyledLine => [{ text: row === 0 ? `${glyph} ` : '  ', role }, { text }],
		),
		[{ text: `  ${word}`, role }],
	];
}
