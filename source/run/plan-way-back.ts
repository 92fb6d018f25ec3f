// Touches the world: reads journals and the manifest that a way back is planned from.
import type { Position } from '../plan/leaving.ts';
import type { AddedFor } from '../plan/new-variables.ts';
import type { Plan } from '../plan/plan.ts';
import { planRollback } from '../plan/rollback.ts';
import { standing } from '../plan/standing.ts';
import { schemaMoved } from '../plan/way-words.ts';
import { type Situation, type WayBack, type WayBackId, waysBack } from '../plan/ways-back.ts';
import { isNewer } from '../releases/versions.ts';
import { readManifest } from '../restore-points/manifest-file.ts';
import { type Copies, copiesSchema } from '../restore-points/postgres/live-files.ts';
import { type Alone, aloneIn, selectParts } from '../restore-points/selection.ts';
import { answerCommands } from '../steps/answers.ts';
import { restoreCommands, undoCommands } from '../steps/restore-point-commands.ts';
import { pinnedIn, type Stack } from '../survey/identify.ts';
import { addedBlocks } from '../survey/new-variables/read.ts';
import { addedForVersion } from './added-for-version.ts';
import type { Done } from './execute.ts';
import { type KeptState, newestKeptState, versionOfData } from './kept-state.ts';
import { lastUpgrade } from './last-upgrade.ts';
import { type RunRecord, readRunRecords } from './run-records.ts';
import type { WaysBackQuestion } from './situation.ts';

/** A way back, ready to be taken. */
export type PlannedWay = {
	readonly plan: Plan;
	/** The version that serves at its end, and whether it is newer than the one that is left. */
	readonly goal: string;
	readonly forward: boolean;
	/** What leaving costs on it, from what was done so far. */
	readonly position: (done: Done) => Position;
	/** Set when it brings back a part of the restore point. */
	readonly alone?: Alone;
};

/** @throws OperatorError when what it is planned from was removed meanwhile */
export async function planWayBack(
	stack: Stack,
	{ facts, plan: { from, to } }: WaysBackQuestion,
	situation: Situation,
	way: WayBack,
): Promise<PlannedWay> {
	const records = readRunRecords(stack.directory);
	const undone = way.id === 'undo' ? newestKeptState(records) : undefined;
	const pinned = pinnedIn(stack);
	// Files alone come back to the version that is pinned.
	const goal = way.id === 'restore-archive' ? pinned : (undone?.version ?? from);
	const left = undone || way.id === 'restore-archive' ? pinned : to;
	const alone = undone ? undone.alone : way.alone;
	const point = situation.restorePoint;
	const copies = copiesFor(way, situation, undone);
	const at = new Date();
	const commands = undone
		? { restore: [], swap: await swapBackCommands(stack, undone, at, copies) }
		: point && (way.id === 'restore' || alone || copies)
			? restoreCommands(stack, point.path, selectParts(point.manifest, alone), at, copies)
			: { restore: [], swap: [] };
	const path = undone?.restorePoint ?? point?.path;
	const plan = planRollback(facts, {
		...{ engine: stack.engine, from: left, to: goal, way },
		...(path === undefined ? {} : { restorePoint: path }),
		keeps: versionOfData(records) ?? left,
		undoes: undone?.at,
		...{ alone, copies },
		at: at.toISOString(),
		restoreCommands: commands.restore,
		swapCommands: commands.swap,
		answers: answerCommands(stack),
		added: addedAfter(stack, goal),
		addsAgain: undone ? addedForVersion(records, goal) : undefined,
	});
	const position = positionOnWay({
		...{ id: way.id, goal, left, from: situation.from, pinned: situation.pinned },
		startTakes: situation.startTakes,
		// Until the swap the situation is what it was; what leaving costs is the way back itself.
		schemaMoves: way.id === 're-pin' ? false : schemaMoved(situation),
		restore: point && { takenAt: point.manifest.takenAt, takes: way.milliseconds },
	});
	const forward = isForward({ id: way.id, goal, left }, alone, records);
	return { plan, goal, forward, position, ...(way.alone ? { alone: way.alone } : {}) };
}

/** Lines in env files that were added for a version after this one. */
const addedAfter = (stack: Stack, goal: string): readonly AddedFor[] =>
	addedBlocks(stack)
		.filter(({ version }) => isNewer(version, goal))
		.map(({ file, version }) => ({ file, version }));

/** A way back that was chosen before the run was interrupted, as its journal carries the plan. */
export function plannedBefore(
	stack: Stack,
	plan: Plan,
	{ from, to }: WaysBackQuestion['plan'],
	situation: Situation,
): PlannedWay & { readonly id: WayBackId } {
	const id = wayOf(plan);
	// A plan back names where it leads itself: it may be another version than the one of before the upgrade.
	const [goal, left] = id === 'finish' ? [from, to] : [plan.to, plan.from];
	const alone = id === 'undo' ? undefined : aloneOf(plan);
	const point = situation.restorePoint;
	const takes = waysBack(situation).find((way) => way.id === id)?.milliseconds ?? 0;
	const position = positionOnWay({
		...{ id, goal, left, from: situation.from, pinned: situation.pinned },
		startTakes: situation.startTakes,
		schemaMoves: id === 're-pin' ? false : schemaMoved(situation),
		restore: point && { takenAt: point.manifest.takenAt, takes },
	});
	const forward = isForward({ id, goal, left }, aloneOf(plan), readRunRecords(stack.directory));
	return { id, plan, goal, forward, position, ...(alone ? { alone } : {}) };
}

const swapOf = ({ steps }: Plan) => steps.find(({ kind }) => kind === 'swap')?.parameters;

const aloneOf = (plan: Plan) => aloneIn(swapOf(plan) ?? {});

/** Which way back a plan is. */
function wayOf(plan: Plan): WayBackId {
	if (plan.purpose === 'upgrade') return 'finish';
	const swap = swapOf(plan);
	if (!swap) return 're-pin';
	if ('undoes' in swap) return 'undo';
	const alone = aloneOf(plan);
	if (alone) return alone.of === 'files' ? 'restore-archive' : 'restore-database';
	return 'copies' in swap ? 'restore-copy' : 'restore';
}

type OnWay = {
	readonly id: WayBackId;
	readonly goal: string;
	readonly left: string;
	/** The version of before the upgrade, and the one that was pinned when the way was chosen. */
	readonly from: string;
	readonly pinned: string;
	readonly schemaMoves: boolean | undefined;
	readonly restore: Position['restore'] | undefined;
	readonly startTakes: number;
};

/** What leaving costs on a way back, from what was done so far. */
const positionOnWay =
	(on: OnWay) =>
	({ begun, ended }: Done): Position => ({
		...standing(on, { way: on.id, goal: on.goal, left: on.left }, begun.has('stop')),
		verified: ended.has('verify'),
		schemaMoves: on.schemaMoves,
		...(on.restore ? { restore: on.restore } : {}),
		startTakes: on.startTakes,
		...(on.id === 'finish' ? {} : { serves: on.goal }),
		...(ended.has('swap')
			? { back: 'swapped' as const }
			: begun.has('stop')
				? { back: 'stopped' as const }
				: {}),
	});

/** Files alone change no version: which of the two it is, the last upgrade tells. */
const isForward = (
	{ id, goal, left }: Pick<OnWay, 'id' | 'goal' | 'left'>,
	alone: Alone | undefined,
	records: readonly RunRecord[],
) => isNewer(goal, left) || id === 'finish' || (alone?.of === 'files' && goal === lastUpgrade(records)?.to);

const swapBackCommands = async (stack: Stack, undone: KeptState, at: Date, copies: Copies | undefined) =>
	undoCommands(
		stack,
		selectParts(await readManifest(undone.restorePoint), undone.alone),
		{ at, undoes: new Date(undone.at) },
		copies,
	);

/** Where the files lie that a way back gives others the place of; undefined when it loads a dump, or swaps nothing. */
function copiesFor(way: WayBack, { copies }: Situation, undone: KeptState | undefined): Copies | undefined {
	if (undone?.copies !== undefined) return copiesSchema.parse(JSON.parse(undone.copies));
	return (way.id === 'restore-copy' || way.copied) && copies.ok ? copies.value : undefined;
}
