import type { Answer, Gate, GateItem } from '../../run/gates.ts';
import type { GateDraft } from '../attention.ts';
import type { KeyId } from '../keys.ts';
import type { Box } from '../layout.ts';
import { contentWidth } from '../pane-content.ts';
import { type StyledLine, styledLine, wrapStyled } from '../styled-line.ts';

/** What a gate's component is given. */
export type GateProps<G extends Gate> = {
	readonly gate: G;
	readonly draft: GateDraft;
	readonly box: Box;
	/** The box of the highlighted item's detail; undefined when it is not on screen. */
	readonly detail: Box | undefined;
	readonly focused: boolean;
	/** False in the moment after the question appeared: keys typed ahead are not answers. */
	readonly awake: boolean;
	readonly change: (draft: Partial<GateDraft>) => void;
	readonly answer: (answer: Answer) => void;
};

/** What a key does at a gate. */
export type GateMove = { readonly draft: Partial<GateDraft> } | { readonly answer: Answer } | undefined;

/** Everything an operator should know before answering: nothing is cut. */
export function gateLines(gate: Gate, room: number): readonly StyledLine[] {
	return [
		...gate.text.flatMap((sentence) => wrapStyled(sentence, room)),
		...(gate.commands.length > 0
			? [
					styledLine('Runs', 'quiet'),
					...gate.commands.flatMap((command) => wrapStyled(`$ ${command}`, room, 'accent', 2)),
				]
			: []),
		...(gate.changes ? wrapStyled(`Changes: ${gate.changes}`, room, undefined, 2) : []),
		...(gate.wayBack ? wrapStyled(`Way back: ${gate.wayBack}`, room, undefined, 2) : []),
	];
}

/** What happened and is asked, then the highlighted item in full, then what holds for the whole question. */
export function itemLines(gate: Gate, item: GateItem | undefined, room: number): readonly StyledLine[] {
	if (!item) return gateLines(gate, room);
	const said = gate.text.flatMap((sentence) => wrapStyled(sentence, room));
	const whole = gateLines({ ...gate, text: [] }, room);
	return [
		...(said.length > 0 ? [...said, styledLine('')] : []),
		...wrapStyled(item.label, room, 'strong'),
		...(item.recommended ? [styledLine('recommended', 'good')] : []),
		...(item.unavailable ? wrapStyled(`cannot be chosen: ${item.unavailable}`, room, 'warning') : []),
		...item.detail.flatMap((sentence) => wrapStyled(sentence, room, undefined, 2)),
		...(whole.length > 0 ? [styledLine(''), ...whole] : []),
	];
}

/** Rows for a refusal at the foot of a pane. */
export function reasonLines(draft: GateDraft, room: number): readonly StyledLine[] {
	return draft.reason ? wrapStyled(`! ${draft.reason}`, room, 'warning', 2) : [];
}

/** Whether the text of a question that asks for a yes goes on below its box, unseen so far. */
export function isUnread(gate: Gate, draft: GateDraft, box: Box): boolean {
	if (gate.kind !== 'confirm' || !gate.destructive || draft.read) return false;
	const room = contentWidth('text', box.width);
	const height = box.height - reasonLines(draft, room).length;
	return draft.top < gateLines(gate, room).length - height;
}

/** Rows a question would like to have on a screen of `columns` columns. */
export function gateRows(gate: Gate, columns: number): number {
	if (gate.kind === 'confirm') return gateLines(gate, contentWidth('text', columns - 2)).length + 1;
	if (gate.kind === 'type') return gateLines(gate, contentWidth('text', columns - 2)).length + 3;
	const room = contentWidth('text', Math.floor(columns * 0.55));
	return Math.max(gate.items.length + 1, ...gate.items.map((item) => itemLines(gate, item, room).length));
}

/** Arrows and pages at a gate that lists items: the former walk, the latter scroll the detail. */
export function walk(key: KeyId, draft: GateDraft, items: readonly GateItem[], page: number): GateMove {
	switch (key) {
		case 'up':
			return { draft: { cursor: Math.max(0, draft.cursor - 1), top: 0 } };
		case 'down':
			return { draft: { cursor: Math.min(items.length - 1, draft.cursor + 1), top: 0 } };
		case 'page up':
			return { draft: { top: Math.max(0, draft.top - page) } };
		case 'page down':
			return { draft: { top: draft.top + page } };
		case 'no':
			return { answer: { kind: 'no' } };
		default:
			return undefined;
	}
}

/** The next item after the highlighted one that still waits, so that an answer moves on by itself; else the same one. */
export function nextOpen(
	items: readonly GateItem[],
	cursor: number,
	isOpen: (item: GateItem) => boolean,
): number {
	const after = items.findIndex((item, index) => index > cursor && isOpen(item));
	return after >= 0 ? after : cursor;
}
