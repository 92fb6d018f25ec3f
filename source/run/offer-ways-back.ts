// Touches the world: looks at schema, images and restore points, then goes the way that was chosen.
import { quote } from '../docker/command.ts';
import { optionalSteps } from '../plan/after.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { type WayBack, waysBack } from '../plan/ways-back.ts';
import { identify, pinnedIn, type Stack } from '../survey/identify.ts';
import { afterSentences } from './after.ts';
import { chooseWay } from './choose-way.ts';
import type { Result } from './events.ts';
import { type Ending, execute } from './execute.ts';
import type { Going } from './interruption.ts';
import type { OpenRun } from './open-run.ts';
import { type PlannedWay, planWayBack } from './plan-way-back.ts';
import { removeBeside } from './remove-beside.ts';
import { writeReport } from './report-file.ts';
import type { Run } from './run.ts';
import type { Wish } from './session.ts';
import { situationOf, type WaysBackQuestion } from './situation.ts';
import { startAgain } from './start-again.ts';
import { howToAnswer } from './story.ts';

/** Shows the ways back, goes the chosen one, and offers them again when that fails. */
export async function offerWaysBack(run: Run, open: OpenRun, asked: WaysBackQuestion): Promise<Result> {
	run.emit({ type: 'phase', phase: 'Ways back' });
	const stack = await identify(open.stack.directory, open.stack.engine);
	const choice = await chooseWay(run, stack, asked);
	if (choice.is === 'none') return leftAsItIs(stack, asked, choice.ways, choice.wish);

	const { way } = choice;
	const planned = await planWayBack(stack, choice.asked, choice.situation, way);
	const elsewhere = choice.asked !== asked;
	// What a screen is headed by: another restore point leads to another version.
	if (elsewhere) run.emit({ type: 'versions', from: planned.plan.from, to: planned.plan.to });
	run.emit({ type: 'plan', plan: planned.plan });
	return goWayBack(run, { ...open, stack }, asked, { ...planned, id: way.id, elsewhere });
}

/** A way back that was planned. */
type Way = PlannedWay &
	Pick<WayBack, 'id'> & {
		/** True when it leads to another version than was asked about. */
		readonly elsewhere?: boolean;
	};

/** Goes a way back to its end. @param before how far it had come when the run was interrupted */
export async function goWayBack(
	run: Run,
	open: OpenRun,
	asked: WaysBackQuestion,
	way: Way,
	before?: Going,
): Promise<Result> {
	const began = performance.now();
	const { plan, position } = way;
	const { stack, directory, logs } = open;
	const ending = await execute({
		...{ run, stack, facts: asked.facts, plan, directory, logs, position },
		...(before ? { before } : {}),
	});
	return endWayBack(run, open, asked, way, ending, performance.now() - began + (before?.took ?? 0));
}

/** What stopped for a way back that did not come to its end starts again; what it laid beside goes. */
export async function endWayBack(
	run: Run,
	open: OpenRun,
	asked: WaysBackQuestion,
	way: Way,
	ending: Ending,
	took: number,
): Promise<Result> {
	const { stack } = open;
	if (way.elsewhere && ending.is !== 'done') run.emit({ type: 'versions', ...headed(asked) });
	const again = await startAgain(run, stack, ending);
	const beside = way.plan.steps.find(({ kind }) => kind === 'restore-beside');
	if (beside && ending.is !== 'done' && ending.begun.has(beside.id) && !ending.begun.has('swap'))
		await removeBeside(run, stack, beside);
	return concludeWay(run, open, asked, way, ending, again, took);
}

const headed = ({ wanted, plan: { from, to } }: WaysBackQuestion) =>
	wanted ? { from: to, to: from } : { from, to };

/** Ends a run that has changed the stack without going a way back: says what stands, and what is advised. */
export async function leaveAsItIs(open: OpenRun, asked: WaysBackQuestion, wish: Wish): Promise<Result> {
	const stack = await identify(open.stack.directory, open.stack.engine);
	return leftAsItIs(stack, asked, waysBack(await situationOf(stack, asked)), wish);
}

function leftAsItIs(stack: Stack, asked: WaysBackQuestion, ways: readonly WayBack[], wish?: Wish): Result {
	const advised = ways.find((way) => way.recommended);
	const pinned = pinnedIn(stack);
	// Somebody came for a way back, and not one was there to choose.
	const closed = asked.wanted && advised?.id === 'leave' ? ways.filter((way) => way.unavailable) : [];
	const declined = asked.wanted && !asked.failed && closed.length === 0;
	return {
		exit: wish === 'no answer' ? 5 : wish === 'stop' || declined ? 130 : 3,
		state: asked.verified ? 'new version' : wish === 'stop' ? 'in between' : 'failed',
		text: [
			asked.why,
			...(wish === 'no answer'
				? [`A gate waits for an answer, and nobody is there to give it. ${howToAnswer}`]
				: []),
			...closed.map((way) => `Not to be had: ${way.title}, for ${way.unavailable}.`),
			`${stack.name} is left as it is, pinned to ${pinned}.${closed.length === 0 ? ' Every way back stays open.' : ''}`,
			...(advised && advised.id !== 'leave' ? [`Recommended: ${advised.title}. ${advised.reason}`] : []),
			`To go a way back: lockkeeper rollback --stack ${quote(stack.directory)}`,
		],
	};
}

/** An upgrade that was finished by a way forward is verified as well; what is optional is not part of that plan. */
function afterFinish(run: Run, stack: Stack, { facts, plan: { to } }: WaysBackQuestion, plan: Plan) {
	const past = run.session.past();
	const saved = past.findLast((event) => event.type === 'step ends' && event.step === 'restore-point');
	const restorePoint = saved?.type === 'step ends' ? saved.outputs?.id : undefined;
	return afterSentences(
		stack,
		{ ...plan, to, steps: optionalSteps(facts, stack.engine) },
		past,
		restorePoint,
	);
}

/** The restore point whose copies of files a step could not lay beside, by path. */
const copiesOfFailed = ({ kind, parameters: { copies, restorePoint } }: Step): readonly string[] =>
	kind === 'restore-beside' && copies !== undefined && restorePoint !== undefined ? [restorePoint] : [];

async function concludeWay(
	run: Run,
	open: OpenRun,
	asked: WaysBackQuestion,
	way: PlannedWay & Pick<WayBack, 'id'>,
	ending: Ending,
	again: readonly string[],
	took: number,
): Promise<Result> {
	const { plan } = asked;
	const { goal, forward: newer } = way;
	switch (ending.is) {
		case 'done': {
			run.emit({ type: 'phase', phase: 'Report' });
			const after = way.id === 'finish' ? afterFinish(run, open.stack, asked, way.plan) : [];
			const report = writeReport(run, open.directory, took, [], after);
			// Files alone leave the upgrade as it is; verified, it has come to its end.
			const forward = way.id === 'finish' || (way.id === 'restore-archive' && goal === plan.to);
			const kept = ending.outputs['swap.kept'];
			return {
				exit: forward || asked.wanted ? 0 : 3,
				state: newer ? 'new version' : 'old version',
				text: [
					...(forward || asked.wanted ? [] : [asked.why]),
					forward ? `${plan.to} runs and was verified.` : `${goal} serves again and was verified.`,
					...(way.alone ? [`Brought back: ${way.alone.only}. Left as it was: ${way.alone.stays}.`] : []),
					...(kept ? [`The state before the restore is kept: ${kept.replaceAll('\n', ', ')}.`] : []),
					report,
					...after,
				],
			};
		}
		case 'declined':
			return offerWaysBack(run, open, asked);
		case 'wished':
			return ending.wish === 'ways back'
				? offerWaysBack(run, open, asked)
				: leaveAsItIs(
						open,
						{ ...asked, why: [`The way back was stopped at “${ending.step.title}”.`, ...again].join(' ') },
						ending.wish,
					);
		case 'failed':
			// What was kept is back: that it does not start is what the way's reason said.
			if (way.id === 'undo' && ending.ended.has('swap'))
				return {
					exit: 3,
					state: 'failed',
					text: [
						`The state before the restore is back, and ${goal} is pinned. ${ending.step.title}: ${ending.reason}`,
						...ending.advice,
						`To go a way back: lockkeeper rollback --stack ${quote(open.stack.directory)}`,
					],
				};
			return offerWaysBack(run, open, {
				...asked,
				failed: true,
				copiesFailed: [...(asked.copiesFailed ?? []), ...copiesOfFailed(ending.step)],
				why: [
					`The way back did not work. ${ending.step.title}: ${ending.reason}`,
					...ending.advice,
					...again,
				].join(' '),
			});
		default:
			return ending satisfies never;
	}
}
