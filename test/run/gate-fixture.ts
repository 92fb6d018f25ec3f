import type { Gate, GateItem } from '../../source/run/gates.ts';

const base = { text: [], commands: [], changes: '', wayBack: '' } as const;

export const item = (id: string, changes: Partial<GateItem> = {}): GateItem => ({
	id,
	label: `the ${id}`,
	detail: [],
	...changes,
});

/** One gate of each kind. */
export const gates = {
	confirm: { ...base, id: 'plan', kind: 'confirm', destructive: false, title: 'Start?' },
	acknowledge: {
		...base,
		id: 'warnings',
		kind: 'acknowledge',
		title: 'Go on?',
		items: [item('disk'), item('notes')],
	},
	type: { ...base, id: 'restore', kind: 'type', expected: 'specivo', title: 'Restore?' },
	tick: {
		...base,
		id: 'ask',
		kind: 'tick',
		title: 'Does it work?',
		items: [item('sign-in'), item('search')],
	},
	choose: {
		...base,
		id: 'ways-back',
		kind: 'choose',
		title: 'Which way?',
		items: [
			item('leave'),
			item('re-pin', { unavailable: 'the schema moved' }),
			item('restore', { recommended: true }),
		],
	},
} as const satisfies Record<string, Gate>;
