import type { Gate, Tick } from '../../run/gates.ts';
import type { GateDraft } from '../attention.ts';
import type { KeyId } from '../keys.ts';
import type { Role } from '../styled-line.ts';
import { glyphs } from '../theme.ts';
import { GateItems } from './gate-items.tsx';
import { type GateMove, type GateProps, nextOpen, walk } from './gate-parts.ts';

type TickGate = Extract<Gate, { kind: 'tick' }>;

/** What the operator tried by hand, one answer for each. */
export function GateTick(props: GateProps<TickGate>) {
	return (
		<GateItems
			{...props}
			mark={(item) => {
				const tick = props.draft.ticks[item.id];
				return tick === undefined
					? { glyph: glyphs.open, word: 'not answered yet', role: 'quiet' }
					: { ...looks[tick], word: tick };
			}}
		/>
	);
}

const looks = {
	works: { glyph: glyphs.pass, role: 'good' },
	broken: { glyph: glyphs.fail, role: 'bad' },
	'not made': { glyph: glyphs.skip, role: 'warning' },
} as const satisfies Record<Tick, { glyph: string; role: Role }>;

/** What a key does here. */
export function tickMove(gate: TickGate, draft: GateDraft, key: KeyId, page: number): GateMove {
	const open = gate.items.filter((item) => draft.ticks[item.id] === undefined);
	const item = gate.items[draft.cursor];
	switch (key) {
		case 'works':
		case 'broken':
		case 'not made': {
			if (!item) return undefined;
			const ticks = { ...draft.ticks, [item.id]: key };
			const cursor = nextOpen(gate.items, draft.cursor, (other) => ticks[other.id] === undefined);
			return { draft: { ticks, cursor, top: 0 } };
		}
		case 'send':
			return open.length > 0
				? { draft: { reason: `${open.length} of ${gate.items.length} without an answer` } }
				: { answer: { kind: 'ticks', ticks: draft.ticks } };
		default:
			return walk(key, draft, gate.items, page);
	}
}
