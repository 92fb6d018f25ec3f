import { isByHand } from '../plan/by-hand.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunView, StepView } from '../run/view.ts';
import { durationText } from './amounts.ts';

/** Work that a plan still has, without the time of who answers its questions. Milliseconds. */
export type WorkLeft = {
	readonly milliseconds: number;
	/** What runs has taken longer than expected: how much of it is left nobody knows. */
	readonly over: boolean;
};

/** Undefined before its first step, and once nothing of it waits or runs. */
export function workLeft(plan: Plan, steps: RunView['steps'], now: Date): WorkLeft | undefined {
	const states = plan.steps
		.filter((step) => !isByHand(step))
		.map((step) => ({ step, state: steps[step.id] }));
	const waits = (state: StepView | undefined) => state === undefined || state.state === 'waiting';
	const last = states.findLast(({ state }) => !waits(state));
	// A step that failed ends the plan, unless it can go on without it and did.
	if (last === undefined || last.state?.state === 'failed') return undefined;
	const open = states.filter(({ state }) => state?.state === 'running' || waits(state));
	if (open.length === 0) return undefined;
	const parts = open.map(({ step, state }) =>
		state?.state === 'running'
			? runningLeft(step.expected, state, now)
			: { milliseconds: step.expected, over: false },
	);
	return {
		milliseconds: parts.reduce((sum, part) => sum + part.milliseconds, 0),
		over: parts.some(({ over }) => over),
	};
}

/** What its own progress tells, else what is left of the expected time. */
function runningLeft(expected: number, { beganAt, progress }: StepView, now: Date): WorkLeft {
	const told = Object.values(progress).flatMap(({ left }) => (left === undefined ? [] : [left]));
	if (told.length > 0) return { milliseconds: Math.max(...told), over: false };
	const since = beganAt === undefined ? 0 : Math.max(0, now.getTime() - Date.parse(beganAt));
	return { milliseconds: Math.max(0, expected - since), over: since > expected };
}

/** `~2 min left`, or `>2 min left` where nobody knows how much more: a pane's title has no room for words. */
export function workLeftText({ milliseconds, over }: WorkLeft): string {
	if (milliseconds === 0 && over) return 'over its time';
	// A guess has no seconds beside its minutes.
	const unit = milliseconds >= minute ? minute : 1000;
	const rounded = durationText(Math.round(milliseconds / unit) * unit);
	return `${over ? '>' : '~'}${rounded} left`;
}

const minute = 60_000;
