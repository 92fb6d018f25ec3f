// Touches the world: asks on a terminal, line by line, without moving the cursor.
import type { Interface } from 'node:readline/promises';
import type { Answer, Gate, Tick } from '../run/gates.ts';

/**
 * Asks what a gate asks until the words fit. Every gate takes `no`.
 * @param show a question in the characters that the terminal has
 */
export async function askOnLine(
	gate: Gate,
	lines: Interface,
	signal: AbortSignal,
	show: (text: string) => string = (text) => text,
): Promise<Answer> {
	const ask = async (words: string) => (await lines.question(show(words), { signal })).trim();
	const again = gate.again ? '(“again” looks once more) ' : '';
	switch (gate.kind) {
		case 'confirm':
			for (;;) {
				const word = await ask(`${again}yes or no: `);
				if (word === 'yes' || word === 'no') return { kind: word };
				if (word === 'again' && gate.again) return { kind: word };
			}
		case 'acknowledge': {
			const items: string[] = [];
			for (const item of gate.items) {
				const word = await ask(`${item.label}: ${again}“ok” to acknowledge, anything else to stop: `);
				if (word === 'again' && gate.again) return { kind: word };
				if (word !== 'ok') return { kind: 'no' };
				items.push(item.id);
			}
			return { kind: 'acknowledged', items };
		}
		case 'type': {
			const exports = gate.exports ? ', e to export first' : '';
			const word = await ask(`type “${gate.expected}” to go on${exports}, or no: `);
			if (word === 'e' && gate.exports && gate.expected !== 'e') return { kind: 'export' };
			return word === 'no' ? { kind: 'no' } : { kind: 'typed', text: word };
		}
		case 'tick': {
			const ticks: Record<string, Tick> = {};
			const words = new Map<string, Tick>([
				['w', 'works'],
				['b', 'broken'],
				['n', 'not made'],
			]);
			for (const item of gate.items) {
				let tick: Tick | undefined;
				while (!tick) tick = words.get(await ask(`${item.label}: w works, b broken, n not tried: `));
				ticks[item.id] = tick;
			}
			return { kind: 'ticks', ticks };
		}
		case 'choose': {
			const word = await ask(
				`one of ${gate.items
					.filter((item) => !item.unavailable)
					.map((item) => item.id)
					.join(', ')}, or no: `,
			);
			return word === 'no' ? { kind: 'no' } : { kind: 'chosen', item: word };
		}
		default:
			return gate satisfies never;
	}
}
