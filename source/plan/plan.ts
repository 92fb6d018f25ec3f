import type { Phase, Purpose } from '../run/events.ts';

/** Each kind is one file in `steps/`. */
export type StepKind =
	| 'announce'
	| 'keep-images'
	| 'find-images'
	| 'pull-image'
	| 'restore-point'
	| 'prove'
	| 'ship'
	| 'pin'
	| 'pull'
	| 'build'
	| 'find-build'
	| 'up'
	| 'wait'
	| 'verify'
	| 'ask'
	| 'optional'
	| 'stop'
	| 'restore-beside'
	| 'losses'
	| 'add-variables'
	| 'remove-variables'
	| 'ready'
	| 'swap';

/** One act of a plan. */
export type Step = {
	readonly id: string;
	readonly kind: StepKind;
	readonly phase: Phase;
	/** What it does, in the imperative, at most 40 characters. */
	readonly title: string;
	/** What an operator would paste into a shell in the stack's directory to do the same. */
	readonly commands: readonly string[];
	/** What it changes; `nothing` when it only looks. */
	readonly changes: string;
	/** How it is undone. */
	readonly undo: string;
	/** Milliseconds it is expected to take. */
	readonly expected: number;
	/** When it last took that long here, ISO 8601; otherwise it is an estimate. */
	readonly seen?: string;
	/** Milliseconds of `expected` during which the app does not serve. */
	readonly downtime: number;
	/** Set when the operator is asked before it. */
	readonly gate?: 'confirm' | 'type';
	/** Set when a no at its gate leaves it out and the plan goes on: what is then told, a clause. */
	readonly optional?: string;
	/** Set when the plan can go on without it: what the operator is asked and told when it failed. */
	readonly without?: { readonly question: string; readonly text: string };
	/** What this kind needs to know; strings, so that the journal carries them. */
	readonly parameters: Readonly<Record<string, string>>;
};

/** The ordered steps of one hop, or of a way back. */
export type Plan = {
	readonly purpose: Purpose;
	readonly from: string;
	readonly to: string;
	/** Where the commands are run. */
	readonly directory: string;
	readonly steps: readonly Step[];
	/** Services beside the app's that ran when it was made. */
	readonly others?: readonly string[];
};
