/** What a gate lists: a warning to acknowledge, a tick to make, a way to choose. */
export type GateItem = {
	readonly id: string;
	readonly label: string;
	/** Sentences and commands shown beside the item. */
	readonly detail: readonly string[];
	/** A few words about it for a list that has no room for the detail. */
	readonly note?: string;
	/** Why it cannot be chosen; absent when it can. */
	readonly unavailable?: string;
	readonly recommended?: boolean;
};

type GateBase = {
	readonly id: string;
	/** A question, in one line. */
	readonly title: string;
	/** What the operator should know before answering, a sentence a line. */
	readonly text: readonly string[];
	/** What runs when the answer is yes, as pasted into a shell. */
	readonly commands: readonly string[];
	/** What yes changes; empty when it changes nothing. */
	readonly changes: string;
	/** How to come back from it. */
	readonly wayBack: string;
	/** A text that is the operator's to send or to paste somewhere else. */
	readonly copies?: string;
	/** What it is about is looked at once more by the answer `again`. */
	readonly again?: true;
};

/** A place where the operator must answer. */
export type Gate = GateBase &
	(
		| { readonly kind: 'acknowledge'; readonly items: readonly GateItem[] }
		| {
				readonly kind: 'confirm';
				readonly destructive: boolean;
				/** True of what no plan needs: never answered ahead with yes. */
				readonly optional?: true;
		  }
		| {
				readonly kind: 'type';
				readonly expected: string;
				/** What the answer `export` writes out first, a clause; absent when there is nothing. */
				readonly exports?: string;
		  }
		| { readonly kind: 'tick'; readonly items: readonly GateItem[] }
		| { readonly kind: 'choose'; readonly items: readonly GateItem[] }
	);

/** What the operator found when trying something by hand. */
export type Tick = 'works' | 'broken' | 'not made';

export type Answer =
	| { readonly kind: 'yes' }
	| { readonly kind: 'no' }
	/** Look once more, then ask again. */
	| { readonly kind: 'again' }
	| { readonly kind: 'acknowledged'; readonly items: readonly string[] }
	| { readonly kind: 'typed'; readonly text: string }
	/** Write out first what would be lost, then ask again. */
	| { readonly kind: 'export' }
	| { readonly kind: 'ticks'; readonly ticks: Readonly<Record<string, Tick>> }
	| { readonly kind: 'chosen'; readonly item: string };

/** Why the answer does not fit the gate, or undefined when it does. `no` fits every gate. */
export function answerProblem(gate: Gate, answer: Answer): string | undefined {
	if (answer.kind === 'no') return undefined;
	if (answer.kind === 'again') return gate.again ? undefined : 'there is nothing to look at again here';
	switch (gate.kind) {
		case 'confirm':
			return answer.kind === 'yes' ? undefined : 'expected yes or no';
		case 'acknowledge': {
			if (answer.kind !== 'acknowledged') return 'expected each item acknowledged by name, or no';
			const open = gate.items.filter((item) => !answer.items.includes(item.id));
			return open.length === 0 ? undefined : `not acknowledged: ${open.map((item) => item.label).join(', ')}`;
		}
		case 'type':
			if (answer.kind === 'export') return gate.exports ? undefined : 'there is nothing to export here';
			if (answer.kind !== 'typed') return `expected “${gate.expected}” typed, or no`;
			return answer.text === gate.expected ? undefined : `expected “${gate.expected}”, got “${answer.text}”`;
		case 'tick': {
			if (answer.kind !== 'ticks') return 'expected a tick for each item, or no';
			const open = gate.items.filter((item) => !(item.id in answer.ticks));
			return open.length === 0 ? undefined : `no tick for: ${open.map((item) => item.label).join(', ')}`;
		}
		case 'choose': {
			if (answer.kind !== 'chosen') return 'expected one of the items, or no';
			const item = gate.items.find((candidate) => candidate.id === answer.item);
			if (!item)
				return `expected one of ${gate.items.map((candidate) => candidate.id).join(', ')}, got ${answer.item}`;
			return item.unavailable ? `${item.label} cannot be chosen: ${item.unavailable}` : undefined;
		}
		default:
			return gate satisfies never;
	}
}
