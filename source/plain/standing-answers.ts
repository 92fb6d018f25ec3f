import type { Answer, Gate } from '../run/gates.ts';

/** What was said on the command line, ahead of all gates. */
export type StandingAnswers = {
	/** `--yes`: acknowledge and confirm. */
	readonly yes: boolean;
	/** `--allow-irreversible`: also what demands typing. */
	readonly allowIrreversible: boolean;
	/** True for `rollback`: the recommended way back is what was asked for. */
	readonly takeWayBack: boolean;
};

/** The answer that stands already; undefined when the gate must wait for a person. */
export function standingAnswer(gate: Gate, standing: StandingAnswers): Answer | undefined {
	if (!standing.yes) return undefined;
	// A script looks once and takes one way back: again and again for ever would hang it.
	if (gate.id === 'look-again' || gate.id === 'ways-back-again') return { kind: 'no' };
	switch (gate.kind) {
		case 'confirm':
			// What is optional is left to a person.
			return { kind: gate.optional ? 'no' : 'yes' };
		case 'acknowledge':
			return { kind: 'acknowledged', items: gate.items.map((item) => item.id) };
		case 'type':
			return standing.allowIrreversible ? { kind: 'typed', text: gate.expected } : undefined;
		case 'tick':
			// Nobody tried anything: that is what the report says.
			return {
				kind: 'ticks',
				ticks: Object.fromEntries(gate.items.map((item) => [item.id, 'not made' as const])),
			};
		case 'choose': {
			if (gate.id === 'ways-back' && !standing.takeWayBack) return { kind: 'no' };
			const item = gate.items.find((candidate) => candidate.recommended && !candidate.unavailable);
			return item ? { kind: 'chosen', item: item.id } : undefined;
		}
		default:
			return gate satisfies never;
	}
}
