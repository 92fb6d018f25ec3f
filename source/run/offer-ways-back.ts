// Touches the world: looks at schema, images and restore points, then goes the way that was chosen.
import { quote } from '../docker/command.ts';
import { type WayBack, waysBack } from '../plan/ways-back.ts';
import { identify, pinnedIn, type Stack } from '../survey/identify.ts';
import type { Result } from './events.ts';
import { type Ending, execute } from './execute.ts';
import type { Answer, Gate } from './gates.ts';
import type { OpenRun } from './open-run.ts';
import { planWayBack } from './plan-way-back.ts';
import { removeBeside } from './remove-beside.ts';
import { writeReport } from './report-file.ts';
import { type Run, WishGranted } from './run.ts';
import type { Wish } from './session.ts';
import { situationOf, type WaysBackQuestion } from './situation.ts';
import { startAgain } from './start-again.ts';
import { howToAnswer } from './story.ts';
import { waysGate } from './ways-gate.ts';

/** Shows the ways back, goes the chosen one, and offers them again when that fails. */
export async function offerWaysBack(run: Run, open: OpenRun, asked: WaysBackQuestion): Promise<Result> {
	run.emit({ type: 'phase', phase: 'Ways back' });
	const stack = await identify(open.stack.directory, open.stack.engine);
	const situation = await situationOf(stack, asked);
	const ways = waysBack(situation);
	const answer = await askOrWish(run, waysGate(ways, stack, asked, situation));
	const way = ways.find((candidate) => answer.kind === 'chosen' && candidate.id === answer.item);
	if (!way || way.id === 'leave')
		return leftAsItIs(stack, asked, ways, answer.kind === 'wished' ? answer.wish : undefined);

	const { plan: back, goal, forward, position } = await planWayBack(stack, asked, situation, way);
	run.emit({ type: 'plan', plan: back });
	const began = performance.now();
	const ending = await execute({
		run,
		stack,
		facts: asked.facts,
		plan: back,
		directory: open.directory,
		logs: open.logs,
		position,
	});
	const again = await startAgain(run, stack, ending);
	const beside = back.steps.find(({ kind }) => kind === 'restore-beside');
	if (beside && ending.is !== 'done' && ending.begun.has(beside.id) && !ending.begun.has('swap'))
		await removeBeside(run, stack, beside);
	return concludeWay(run, open, { ...asked, goal, forward }, way, ending, again, performance.now() - began);
}

/** A wish at this gate is an answer like any other: the stack is described as it is. */
async function askOrWish(run: Run, gate: Gate): Promise<Answer | { kind: 'wished'; wish: Wish }> {
	try {
		return await run.ask(gate);
	} catch (error) {
		if (error instanceof WishGranted) return { kind: 'wished', wish: error.wish };
		throw error;
	}
}

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

async function concludeWay(
	run: Run,
	open: OpenRun,
	{ goal, forward: newer, ...asked }: WaysBackQuestion & { readonly goal: string; readonly forward: boolean },
	way: WayBack,
	ending: Ending,
	again: readonly string[],
	took: number,
): Promise<Result> {
	const { plan } = asked;
	switch (ending.is) {
		case 'done': {
			run.emit({ type: 'phase', phase: 'Report' });
			const file = writeReport(run, open.directory, took);
			const forward = way.id === 'finish';
			const kept = ending.outputs['swap.kept'];
			return {
				exit: forward || asked.wanted ? 0 : 3,
				state: newer ? 'new version' : 'old version',
				text: [
					...(forward || asked.wanted ? [] : [asked.why]),
					forward ? `${plan.to} runs and was verified.` : `${goal} serves again and was verified.`,
					...(kept ? [`The state before the restore is kept: ${kept.replaceAll('\n', ', ')}.`] : []),
					`Report: ${file}`,
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
