// Touches the world: looks at schema, images and restore points, then goes the way that was chosen.
import { quote } from '../docker/command.ts';
import { planRollback } from '../plan/rollback.ts';
import { type Situation, schemaMoved, type WayBack, waysBack } from '../plan/ways-back.ts';
import { readManifest } from '../restore-points/manifest-file.ts';
import { type Copies, copiesSchema } from '../restore-points/postgres/live-files.ts';
import { httpChecks } from '../steps/http-checks.ts';
import { restoreCommands, undoCommands } from '../steps/restore-point-commands.ts';
import { identify, type Stack } from '../survey/identify.ts';
import type { Result } from './events.ts';
import { type Ending, execute } from './execute.ts';
import type { Answer, Gate } from './gates.ts';
import { type KeptState, newestKeptState } from './kept-state.ts';
import type { OpenRun } from './open-run.ts';
import { removeBeside } from './remove-beside.ts';
import { writeReport } from './report-file.ts';
import { type Run, WishGranted } from './run.ts';
import { readRunRecords } from './run-records.ts';
import type { Wish } from './session.ts';
import { situationOf, type WaysBackQuestion } from './situation.ts';
import { startAgain } from './start-again.ts';
import { howToAnswer } from './story.ts';
import { waysGate } from './ways-gate.ts';

/** Shows the ways back, goes the chosen one, and offers them again when that fails. */
export async function offerWaysBack(run: Run, open: OpenRun, asked: WaysBackQuestion): Promise<Result> {
	const { plan } = asked;
	run.emit({ type: 'phase', phase: 'Ways back' });
	const stack = await identify(open.stack.directory, open.stack.engine);
	const situation = await situationOf(stack, asked);
	const ways = waysBack(situation);
	const answer = await askOrWish(run, waysGate(ways, stack, asked, situation));
	const way = ways.find((candidate) => answer.kind === 'chosen' && candidate.id === answer.item);
	if (!way || way.id === 'leave')
		return leftAsItIs(stack, asked, ways, answer.kind === 'wished' ? answer.wish : undefined);

	const point = situation.restorePoint;
	const at = new Date();
	const undone = way.id === 'undo' ? newestKeptState(readRunRecords(stack.directory)) : undefined;
	const goal = undone?.version ?? plan.from;
	const copies = copiesFor(way, situation, undone);
	const commands = undone
		? {
				restore: [],
				swap: undoCommands(
					stack,
					await readManifest(undone.restorePoint),
					{ at, undoes: new Date(undone.at) },
					copies,
				),
			}
		: point && (way.id === 'restore' || copies)
			? restoreCommands(stack, point.path, point.manifest, at, copies)
			: { restore: [], swap: [] };
	const back = planRollback(asked.facts, {
		engine: stack.engine,
		from: undone ? pinnedIn(stack) : plan.to,
		to: goal,
		way,
		...(undone ? { restorePoint: undone.restorePoint } : point ? { restorePoint: point.path } : {}),
		undoes: undone?.at,
		copies,
		at: at.toISOString(),
		restoreCommands: commands.restore,
		swapCommands: commands.swap,
		addresses: httpChecks(stack).map((check) => check.url),
	});
	run.emit({ type: 'plan', plan: back });
	const began = performance.now();
	const ending = await execute({
		run,
		stack,
		facts: asked.facts,
		plan: back,
		directory: open.directory,
		logs: open.logs,
		// Until the swap the situation is what it was; what leaving costs is the way back itself.
		position: ({ begun, ended }) => ({
			from: goal,
			to: undone ? pinnedIn(stack) : plan.to,
			pinned: true,
			restarted: true,
			verified: ended.has('verify'),
			schemaMoves: way.id === 're-pin' ? false : schemaMoved(situation),
			...(point ? { restore: { takenAt: point.manifest.takenAt, takes: way.milliseconds } } : {}),
			startTakes: situation.startTakes,
			...(way.id === 'finish' ? {} : { serves: goal }),
			...(ended.has('swap')
				? { back: 'swapped' as const }
				: begun.has('stop')
					? { back: 'stopped' as const }
					: {}),
		}),
	});
	const again = await startAgain(run, stack, ending);
	const beside = back.steps.find(({ kind }) => kind === 'restore-beside');
	if (beside && ending.is !== 'done' && ending.begun.has(beside.id) && !ending.begun.has('swap'))
		await removeBeside(run, stack, beside);
	return concludeWay(run, open, { ...asked, goal }, way, ending, again, performance.now() - began);
}

const pinnedIn = ({ envVariables, runbook }: Stack) => envVariables[runbook.version.pin.env] ?? 'nothing';

/** Where the files lie that a way back gives others the place of; undefined when it loads a dump, or swaps nothing. */
function copiesFor(way: WayBack, { copies }: Situation, undone: KeptState | undefined): Copies | undefined {
	if (undone?.copies !== undefined) return copiesSchema.parse(JSON.parse(undone.copies));
	return way.id === 'restore-copy' && copies.ok ? copies.value : undefined;
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
	{ goal, ...asked }: WaysBackQuestion & { readonly goal: string },
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
				state: forward || goal === plan.to ? 'new version' : 'old version',
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
