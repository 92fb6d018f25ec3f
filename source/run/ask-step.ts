// Touches the world: lets what would be lost be written out while its question waits.
import type { Plan, Step } from '../plan/plan.ts';
import { exportLosses } from '../steps/losses.ts';
import type { StepContext } from '../steps/step.ts';
import { inWords } from '../text/list.ts';
import type { Gate } from './gates.ts';
import type { Run } from './run.ts';
import { wishBehind } from './story.ts';

/**
 * Asks the gate of a step. An export is made when it is asked for, and the gate is asked again, saying where it lies
 * or why there is none: nothing else was changed by it.
 * @param gateOf what came of an export, a sentence
 * @returns whether to go on
 * @throws WishGranted as `ask` does
 */
export async function askStep(
	run: Run,
	plan: Plan,
	contextOf: (step: Step) => StepContext,
	gateOf: (exported: string | undefined) => Gate,
): Promise<boolean> {
	let exported: string | undefined;
	for (;;) {
		const answer = await run.ask(gateOf(exported));
		if (answer.kind !== 'export') return answer.kind !== 'no';
		const step = plan.steps.find(({ kind }) => kind === 'losses');
		// Only a plan that looked for losses offers to export them.
		if (step) exported = await makeExport(run, step, contextOf(step));
	}
}

/** The journal tells it as the step that found the losses, taken once more. */
async function makeExport(run: Run, step: Step, context: StepContext): Promise<string> {
	run.emit({ type: 'step begins', step: step.id, commands: [] });
	const began = performance.now();
	const ends = (detail: string, outputs?: Readonly<Record<string, string>>) =>
		run.emit({
			...{ type: 'step ends', step: step.id, outcome: 'done', detail },
			took: Math.round(performance.now() - began),
			...(outputs ? { outputs } : {}),
		});
	try {
		const { detail, outputs } = await exportLosses(context, step);
		ends(detail, outputs);
		return `Done: ${detail}.`;
	} catch (error) {
		const wish = wishBehind(run, error);
		const advice = (error as { advice?: readonly string[] }).advice ?? [];
		const reason = wish ? 'it was interrupted.' : inWords([(error as Error).message, ...advice], '');
		// What was found stands: only the export of it failed.
		ends(`not exported: ${reason}`);
		if (wish) throw wish;
		return `Not exported: ${reason} Nothing else was changed.`;
	}
}
