import type { Step } from './plan.ts';

/** Tells those who use the app before it stops; none where the runbook says nothing of it. */
export const announceSteps = (text: string | undefined, phase: Step['phase']): readonly Step[] =>
	text === undefined
		? []
		: [
				{
					id: 'announce',
					kind: 'announce',
					phase,
					title: 'tell those who use it',
					commands: [],
					changes: 'nothing: people are told',
					undo: 'tell them again',
					expected: 30_000,
					downtime: 0,
					gate: 'confirm',
					optional: 'nobody was told',
					parameters: { text },
				},
			];
