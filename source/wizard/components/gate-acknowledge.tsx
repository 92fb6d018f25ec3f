import type { Gate } from '../../run/gates.ts';
import type { GateDraft } from '../attention.ts';
import type { KeyId } from '../keys.ts';
import { glyphs } from '../theme.ts';
import { GateItems } from './gate-items.tsx';
import { type GateMove, type GateProps, nextOpen, walk } from './gate-parts.ts';

type AcknowledgeGate = Extract<Gate, { kind: 'acknowledge' }>;

/** Each item is acknowledged by itself; there is no key for all of them. */
export function GateAcknowledge(props: GateProps<AcknowledgeGate>) {
	const { draft } = props;
	return (
		<GateItems
			{...props}
			mark={(item) =>
				draft.acknowledged.includes(item.id)
					? { glyph: glyphs.ticked, word: 'acknowledged', role: 'good' }
					: { glyph: glyphs.open, word: 'not yet acknowledged', role: 'warning' }
			}
		/>
	);
}

/** What a key does here. */
export function acknowledgeMove(gate: AcknowledgeGate, draft: GateDraft, key: KeyId, page: number): GateMove {
	const open = gate.items.filter((item) => !draft.acknowledged.includes(item.id));
	const item = gate.items[draft.cursor];
	switch (key) {
		case 'acknowledge': {
			if (!item || draft.acknowledged.includes(item.id)) return undefined;
			const acknowledged = [...draft.acknowledged, item.id];
			const cursor = nextOpen(gate.items, draft.cursor, (other) => !acknowledged.includes(other.id));
			return { draft: { acknowledged, cursor, top: 0 } };
		}
		case 'send':
			return open.length > 0
				? { draft: { reason: `${open.length} of ${gate.items.length} not yet acknowledged` } }
				: { answer: { kind: 'acknowledged', items: draft.acknowledged } };
		default:
			return walk(key, draft, gate.items, page);
	}
}
