import type { Plan, Step, StepKind } from '../plan/plan.ts';
import type { Notice, Progress } from '../run/events.ts';
import type { Facts } from '../survey/facts.ts';
import type { Stack } from '../survey/identify.ts';
import type { ServiceLogs } from './service-logs.ts';

/** What a step is given to act. */
export type StepContext = {
	/** Id of the run. */
	readonly run: string;
	readonly stack: Stack;
	/** The survey that the plan was made from. */
	readonly facts: Facts;
	readonly plan: Plan;
	/** Outputs of all steps so far, by `step.name`. */
	readonly outputs: Readonly<Record<string, string>>;
	/** True when the run was interrupted and goes on. */
	readonly resumed: boolean;
	/** Directory of the run: full logs and the report lie there. */
	readonly directory: string;
	/** Followed from the restart on. */
	readonly logs: ServiceLogs;
	/** Commands that go on beyond the step that started them, by a name of their own. */
	readonly background: Map<string, Promise<void>>;
	/** Aborted when the plan has ended: then what is in the background ends too. */
	readonly planEnds: AbortSignal;
	/** Aborted when the operator wants to stop and the step can be interrupted. */
	readonly signal: AbortSignal;
	readonly report: (progress: Omit<Progress, 'step'>) => void;
	/** Tells what holds the step up, or that it no longer does; once, not at every look. */
	readonly notify: (notice: Notice) => void;
	/** Writes outputs to the journal before the step acts: after a kill the world no longer tells them. */
	readonly note: (outputs: Readonly<Record<string, string>>) => void;
	/** Lets the fronts open panes on these services' logs, from a moment on. */
	readonly follow: (services: readonly string[], since: Date) => void;
	/** Asks for ticks; only the step that is for it does. */
	readonly tick: (
		step: Step,
		items: readonly string[],
	) => Promise<Readonly<Record<string, 'works' | 'broken' | 'not made'>>>;
};

export type StepResult = {
	/** What was made or found, a sentence. */
	readonly detail: string;
	/** What later steps need. */
	readonly outputs?: Readonly<Record<string, string>>;
};

/** Whether the step's work is there, told by looking at the world. */
export type Look = { readonly done: boolean; readonly evidence: string };

/** One kind of step. */
export type StepKindModule = {
	/** True when an abort in the middle leaves nothing half done. */
	readonly interruptible: boolean;
	/** What it runs, where that is more than was planned. */
	readonly commands?: (context: StepContext) => readonly string[];
	/** @throws OperatorError or CommandError; the runner reports it and offers the ways back */
	readonly act: (context: StepContext, step: Step) => Promise<StepResult>;
	/**
	 * Asked in place of `act` when the step had begun and the run was killed in it. It finishes what was begun; undefined:
	 * what it can was undone, and `act` begins anew. Absent: acting again is right from wherever it was.
	 */
	readonly resume?: (context: StepContext, step: Step) => Promise<StepResult | undefined>;
	/**
	 * Of work that later steps stand on: on resume it is looked at, and from this step on all is done again when it is no
	 * longer there. Absent: that it was done is enough.
	 */
	readonly holds?: {
		/** Until a step of this kind begins, or the plan ends. */
		readonly until: StepKind | 'end';
		readonly look: (context: StepContext, step: Step) => Promise<Look>;
	};
	/** Asked after the act; absent for a kind that itself only looks. */
	readonly look?: (context: StepContext, step: Step) => Promise<Look>;
};
