// Touches the world through the steps.
import { OperatorError } from '../host/errors.ts';
import { leavingCost, type Position } from '../plan/leaving.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { stepKinds } from '../steps/index.ts';
import { lossesIn } from '../steps/losses.ts';
import type { ServiceLogs } from '../steps/service-logs.ts';
import type { StepContext } from '../steps/step.ts';
import type { Facts } from '../survey/facts.ts';
import type { Stack } from '../survey/identify.ts';
import { inWords } from '../text/list.ts';
import { askStep } from './ask-step.ts';
import { EngineGone, engineProblem } from './engine-gone.ts';
import type { LeavingCost, Phase } from './events.ts';
import type { Going } from './interruption.ts';
import { JournalFailed } from './journal.ts';
import { notTold } from './notification-words.ts';
import { type Run, WishGranted } from './run.ts';
import { askTicks, stepGate, withoutGate } from './step-gate.ts';
import { wishBehind } from './story.ts';
import { toldOfStart } from './told-of-start.ts';

/** All that a plan's execution is given. */
export type Execution = {
	readonly run: Run;
	readonly stack: Stack;
	readonly facts: Facts;
	readonly plan: Plan;
	/** Directory of the run. */
	readonly directory: string;
	readonly logs: ServiceLogs;
	/** Where the run stands, from the steps done so far, for the line that says what leaving costs. */
	readonly position: (done: Done) => Position;
	/** What was done before the run was interrupted; absent when the plan begins. */
	readonly before?: Going;
};

/** What is known of the steps so far. */
export type Done = {
	readonly begun: ReadonlySet<string>;
	readonly ended: ReadonlySet<string>;
	/** By `step.name`. */
	readonly outputs: Readonly<Record<string, string>>;
};

export type Ending = Done &
	(
		| { readonly is: 'done' }
		/** The operator answered a step's gate with no. */
		| { readonly is: 'declined'; readonly step: Step }
		| {
				readonly is: 'failed';
				readonly step: Step;
				readonly reason: string;
				readonly advice: readonly string[];
		  }
		/** The operator wished for something else in the middle. */
		| { readonly is: 'wished'; readonly wish: WishGranted['wish']; readonly step: Step }
	);

/** Executes a plan step by step: gate, announce, act, look, announce. Never throws for what a step met. */
export async function execute(execution: Execution): Promise<Ending> {
	const { run, plan, position, directory, logs, stack, facts, before } = execution;
	const begun = new Set<string>(before?.done.begun);
	const ended = new Set<string>(before?.done.ended);
	const outputs: Record<string, string> = { ...before?.done.outputs };
	const done: Done = { begun, ended, outputs };
	const background = new Map<string, Promise<void>>();
	const planEnds = new AbortController();
	let phase: Phase | undefined;
	// From the first step on that is done again, the later ones are too: they stand on it.
	let goesOn = false;
	let told = '';
	const tellCost = () => {
		const cost = leavingCost(position(done));
		if (told === JSON.stringify(cost)) return;
		told = JSON.stringify(cost);
		run.emit({ type: 'leaving', cost });
	};
	const note = (step: Step, more: Readonly<Record<string, string>> = {}) => {
		for (const [name, value] of Object.entries(more)) outputs[`${step.id}.${name}`] = value;
	};
	const contextOf = (step: Step): StepContext => ({
		...{ run: run.id, stack, facts, plan, outputs, directory, logs, background },
		resumed: before !== undefined,
		planEnds: planEnds.signal,
		signal: stepKinds[step.kind].interruptible ? run.interruption() : new AbortController().signal,
		report: (progress) => run.pass({ type: 'progress', progress: { ...progress, step: step.id } }),
		notify: (notice) => run.emit({ type: 'notice', step: step.id, ...notice }),
		note(more) {
			run.emit({ type: 'step notes', step: step.id, outputs: more });
			note(step, more);
			tellCost();
		},
		follow(services, since) {
			logs.follow(services, since);
			run.emit({ type: 'follow', services, files: services.map(logs.file) });
		},
		tick: (asking, items) => askTicks(run, asking, items),
	});
	/** As one that is done: a resumed run does not ask again. */
	const leaveOut = (step: Step, detail: string) => {
		begun.add(step.id);
		run.emit({ type: 'step begins', step: step.id, commands: [] });
		ended.add(step.id);
		run.emit({ type: 'step ends', step: step.id, outcome: 'done', detail, took: 0 });
	};
	const asked = (step: Step) =>
		askStep(run, plan, contextOf, (exported) =>
			stepGate(step, plan, stack, {
				afterwards: afterwards(position(done)),
				losses: lossesIn(outputs),
				exported,
				half: before?.half?.id === step.id,
				notTold: notTold(run.session.past()),
			}),
		);
	try {
		if (before) followAgain(logs, before);
		for (const step of plan.steps) {
			if (!goesOn && before && (await isBehind(contextOf(step), step, before))) continue;
			goesOn = true;
			try {
				if (step.phase !== phase) {
					phase = step.phase;
					run.emit({ type: 'phase', phase });
				}
				tellCost();
				run.grantWish();
				// Whoever had answered it does not answer it twice.
				// What is optional and was killed in the middle is asked about again: it may still go on.
				const answered = begun.has(step.id) && step.kind !== 'optional';
				const told = step.kind === 'announce' && !answered ? await toldOfStart(run, stack) : [];
				if (told.length > 0) {
					leaveOut(step, `told with the notification of the start: ${inWords(told)}`);
					continue;
				}
				if (step.gate && !answered && !(await asked(step))) {
					if (step.kind === 'optional')
						run.emit({ type: 'step ends', step: step.id, outcome: 'skipped', detail: 'left', took: 0 });
					else if (step.optional === undefined) return { ...done, is: 'declined', step };
					else leaveOut(step, step.optional);
					continue;
				}
				run.grantWish();
			} catch (error) {
				if (error instanceof WishGranted) return { ...done, is: 'wished', wish: error.wish, step };
				throw error;
			}
			const isHalf = before?.half?.id === step.id;
			begun.add(step.id);
			if (step.id === 'pin' || step.id === 'stop') run.changes();
			tellCost();
			const kind = stepKinds[step.kind];
			const context = contextOf(step);
			const commands = facts.fallen && kind.commands ? kind.commands(context) : step.commands;
			run.emit({ type: 'step begins', step: step.id, commands });
			const began = performance.now();
			const took = () => Math.round(performance.now() - began);
			try {
				const finished = isHalf ? await kind.resume?.(context, step) : undefined;
				const result = finished ?? (await kind.act(context, step));
				const seen = await kind.look?.(context, step);
				if (seen && !seen.done)
					throw new OperatorError(`the command ended well, but ${seen.evidence}`, { exit: 3 });
				note(step, result.outputs);
				ended.add(step.id);
				run.emit({
					type: 'step ends',
					step: step.id,
					outcome: 'done',
					detail: result.detail,
					took: took(),
					...(result.outputs ? { outputs: result.outputs } : {}),
				});
			} catch (error) {
				// It has not failed: it could not be announced, and is gone on with later.
				if (error instanceof JournalFailed) throw error;
				const wish = wishBehind(run, error);
				const gone = wish ? undefined : await engineProblem(stack.engine);
				if (gone) throw new EngineGone(step.title, gone);
				const reason = wish ? `interrupted: ${wish.message}` : (error as Error).message;
				run.emit({
					...{ type: 'step ends', step: step.id, outcome: 'failed', detail: reason, took: took() },
					...(wish ? { wished: true } : {}),
				});
				tellCost();
				if (wish) return { ...done, is: 'wished', wish: wish.wish, step };
				const advice = error instanceof OperatorError ? error.advice : [];
				const failed: Ending = { ...done, is: 'failed', step, reason, advice };
				if (step.kind === 'optional') continue;
				if (!step.without) return failed;
				try {
					const gate = withoutGate(step, step.without, reason, advice);
					if ((await run.ask(gate)).kind === 'no') return failed;
				} catch (thrown) {
					if (thrown instanceof WishGranted) return { ...done, is: 'wished', wish: thrown.wish, step };
					throw thrown;
				}
			}
		}
		tellCost();
		return { ...done, is: 'done' };
	} finally {
		planEnds.abort();
		await Promise.allSettled(background.values());
	}
}

/** What was written while nobody looked is read as well. */
function followAgain(logs: ServiceLogs, { followed, done }: Going): void {
	const began = done.outputs['up.began'];
	if (began !== undefined) logs.follow(followed, new Date(began));
}

/** Whether a step was done before the interruption, and what it did is still there where later steps need it. */
async function isBehind(context: StepContext, step: Step, { plan, done, without }: Going): Promise<boolean> {
	if (without.has(step.id)) return true;
	if (!done.ended.has(step.id)) return false;
	const { holds } = stepKinds[step.kind];
	const over = plan.steps.some(({ id, kind }) => kind === holds?.until && done.begun.has(id));
	return !holds || over || (await holds.look(context, step)).done;
}

/** What the way back costs once the gate's steps were taken. */
const afterwards = (position: Position): LeavingCost =>
	leavingCost({ ...position, pinned: true, restarted: true });
