import type { Gate } from '../run/gates.ts';
import { answerGate, changeDraft } from './answer-gate.ts';
import { firstDraft, type GateDraft, openQuestion } from './attention.ts';
import { acknowledgeMove } from './components/gate-acknowledge.tsx';
import { confirmMove } from './components/gate-confirm.tsx';
import { type GateMove, gateLines, itemLines, reasonLines, walk } from './components/gate-parts.ts';
import { tickMove } from './components/gate-tick.tsx';
import { typeMove } from './components/gate-type.tsx';
import type { Hands } from './hands.ts';
import type { KeyId } from './keys.ts';
import type { PaneId } from './layout.ts';
import { contentWidth } from './pane-content.ts';

/** Does what a key means at the open question; for a question that wants text, `key` is the press itself. */
export function moveGate(gate: Gate, key: string, hands: Hands): void {
	if (!hands.scene.awake) return;
	const question = openQuestion(hands.picture.view);
	const draft = (question !== undefined && hands.attention().drafts[question]) || firstDraft(gate);
	const move = moveOf(gate, draft, key, hands);
	if (!move) return;
	if ('answer' in move) answerGate(gate, move.answer, hands);
	else changeDraft(move.draft, hands);
}

function moveOf(gate: Gate, draft: GateDraft, key: string, hands: Hands): GateMove {
	const ask = boxOf('ask', hands);
	const detail = boxOf('ask detail', hands);
	const page = Math.max(1, (detail?.height ?? ask?.height ?? 2) - 1);
	switch (gate.kind) {
		case 'acknowledge':
			return kept(gate, acknowledgeMove(gate, draft, key as KeyId, page), detail);
		case 'tick':
			return kept(gate, tickMove(gate, draft, key as KeyId, page), detail);
		case 'choose':
			// Arrows and Enter are ink-select-input's.
			return key === 'up' || key === 'down'
				? undefined
				: kept(gate, walk(key as KeyId, draft, gate.items, page), detail);
		case 'type':
			return typeMove(gate, draft, key, page);
		case 'confirm': {
			const room = contentWidth('text', ask?.width ?? 0);
			const lines = gateLines(gate, room).length;
			const height = (ask?.height ?? 0) - reasonLines(draft, room).length;
			return confirmMove(gate, draft, key as KeyId, { lines, height });
		}
		default:
			return gate satisfies never;
	}
}

type ItemsGate = Extract<Gate, { readonly items: unknown }>;

/** A detail is not scrolled past its end. */
function kept(
	gate: ItemsGate,
	move: GateMove,
	detail: { width: number; height: number } | undefined,
): GateMove {
	if (!move || !('draft' in move) || move.draft.top === undefined || !detail) return move;
	const room = contentWidth('text', detail.width);
	const longest = Math.max(...gate.items.map((item) => itemLines(gate, item, room).length));
	return { draft: { ...move.draft, top: Math.min(move.draft.top, Math.max(0, longest - detail.height)) } };
}

function boxOf(id: PaneId, { scene }: Hands) {
	return scene.layout.kind === 'frame' ? scene.layout.panes.find((pane) => pane.id === id)?.box : undefined;
}
