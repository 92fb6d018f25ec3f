// Touches the world through the ways back, and writes the report.
import { filesAddedTo } from '../plan/new-variables.ts';
import type { Plan } from '../plan/plan.ts';
import { leftStopped } from '../steps/while-stopped.ts';
import type { Facts } from '../survey/facts.ts';
import { inWords } from '../text/list.ts';
import { afterSentences } from './after.ts';
import { copySentences, unchanged } from './backup-sentences.ts';
import type { Result } from './events.ts';
import type { Ending } from './execute.ts';
import { newestHop } from './hops-of.ts';
import { leaveAsItIs, offerWaysBack } from './offer-ways-back.ts';
import type { OpenRun } from './open-run.ts';
import { writeReport } from './report-file.ts';
import { prunable } from './retention-of.ts';
import type { Run } from './run.ts';
import { left } from './story.ts';

/** What an upgrade came to; ways back when it failed. @param took milliseconds */
export async function concludeUpgrade(
	run: Run,
	open: OpenRun,
	facts: Facts,
	plan: Plan,
	ending: Ending,
	took: number,
): Promise<Result> {
	const pinned = ending.begun.has('pin');
	const question = (why: string) => ({ facts, plan, why, verified: ending.ended.has('verify') });
	switch (ending.is) {
		case 'done':
			return verified(run, open, plan, ending, took);
		case 'declined':
			return left('upgrade', undefined, changedBefore(plan, ending));
		case 'wished':
			// Nothing of the plan needs an optional step: the new version is verified.
			if (ending.step.kind === 'optional' && ending.wish !== 'ways back')
				return verified(run, open, plan, ending, took);
			if (!pinned) return left('upgrade', ending.wish, changedBefore(plan, ending));
			return ending.wish === 'ways back'
				? offerWaysBack(run, open, question(`You asked at “${ending.step.title}”.`))
				: leaveAsItIs(open, question(`You stopped at “${ending.step.title}”.`), ending.wish);
		case 'failed':
			// A tick “broken” outweighs a verification that passed.
			if (pinned)
				return offerWaysBack(run, open, {
					...question(`${ending.step.title}: ${ending.reason}`),
					verified: false,
				});
			if (leftStopped(ending.outputs).length > 0)
				return {
					exit: 3,
					state: 'in between',
					text: [`${ending.step.title}: ${ending.reason}`, ...ending.advice],
				};
			return {
				exit: 3,
				state: 'old version',
				text: [
					`${ending.step.title}: ${ending.reason}`,
					`${changedBefore(plan, ending)}; ${plan.from} serves.`,
					...ending.advice,
				],
			};
		default:
			return ending satisfies never;
	}
}

/** What of the stack is other than it was, though the version was not pinned; a clause. */
function changedBefore(plan: Plan, { begun, ended, outputs }: Ending): string {
	const files = filesAddedTo(plan, { begun, ended }, outputs);
	return files.length === 0
		? unchanged(outputs)
		: `Nothing of the stack was changed but ${inWords(files)}, which ${files.length === 1 ? 'has' : 'have'} the new variables and may keep them`;
}

async function verified(
	run: Run,
	open: OpenRun,
	plan: Plan,
	{ outputs }: Ending,
	took: number,
): Promise<Result> {
	run.emit({ type: 'phase', phase: 'Report' });
	const { stack, directory } = open;
	const after = afterSentences(stack, plan, newestHop(run.session.past()), outputs['restore-point.id']);
	const copies = copySentences(outputs, stack.directory);
	const report = writeReport(run, directory, took, [], [...after, ...copies]);
	return {
		exit: 0,
		state: 'new version',
		text: [
			`${stack.name} runs ${plan.to}, verified.`,
			report,
			...after,
			...copies,
			...(await prunable(stack)),
		],
	};
}
