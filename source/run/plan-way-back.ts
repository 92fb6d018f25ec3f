// Touches the world: reads journals and the manifest that a way back is planned from.
import type { Position } from '../plan/leaving.ts';
import type { Plan } from '../plan/plan.ts';
import { planRollback } from '../plan/rollback.ts';
import { schemaMoved } from '../plan/way-words.ts';
import { type Situation, type WayBack, type WayBackId, waysBack } from '../plan/ways-back.ts';
import { compareVersions, isExactVersion } from '../releases/versions.ts';
import { readManifest } from '../restore-points/manifest-file.ts';
import { type Copies, copiesSchema } from '../restore-points/postgres/live-files.ts';
import { httpChecks } from '../steps/http-checks.ts';
import { restoreCommands, undoCommands } from '../steps/restore-point-commands.ts';
import { pinnedIn, type Stack } from '../survey/identify.ts';
import type { Done } from './execute.ts';
import { type KeptState, newestKeptState, versionOfData } from './kept-state.ts';
import { readRunRecords } from './run-records.ts';
import type { WaysBackQuestion } from './situation.ts';

/** A way back, ready to be taken. */
export type PlannedWay = {
	readonly plan: Plan;
	/** The version that serves at its end, and whether it is newer than the one that is left. */
	readonly goal: string;
	readonly forward: boolean;
	/** What leaving costs on it, from what was done so far. */
	readonly position: (done: Done) => Position;
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
	const goal = undone?.version ?? from;
	const left = undone ? pinnedIn(stack) : to;
	const point = situation.restorePoint;
	const copies = copiesFor(way, situation, undone);
	const at = new Date();
	const commands = undone
		? { restore: [], swap: await swapBackCommands(stack, undone, at, copies) }
		: point && (way.id === 'restore' || copies)
			? restoreCommands(stack, point.path, point.manifest, at, copies)
			: { restore: [], swap: [] };
	const path = undone?.restorePoint ?? point?.path;
	const plan = planRollback(facts, {
		...{ engine: stack.engine, from: left, to: goal, way },
		...(path === undefined ? {} : { restorePoint: path }),
		keeps: versionOfData(records) ?? left,
		undoes: undone?.at,
		copies,
		at: at.toISOString(),
		restoreCommands: commands.restore,
		swapCommands: commands.swap,
		addresses: httpChecks(stack).map((check) => check.url),
	});
	const position = positionOnWay({
		...{ id: way.id, goal, left, startTakes: situation.startTakes },
		// Until the swap the situation is what it was; what leaving costs is the way back itself.
		schemaMoves: way.id === 're-pin' ? false : schemaMoved(situation),
		restore: point && { takenAt: point.manifest.takenAt, takes: way.milliseconds },
	});
	return { plan, goal, forward: isForward(way.id, goal, left), position };
}

/** A way back that was chosen before the run was interrupted, as its journal carries the plan. */
export function plannedBefore(
	plan: Plan,
	{ from, to }: WaysBackQuestion['plan'],
	situation: Situation,
): PlannedWay & { readonly id: WayBackId } {
	const id = wayOf(plan);
	const goal = id === 'undo' ? plan.to : from;
	const left = id === 'undo' ? plan.from : to;
	const point = situation.restorePoint;
	const takes = waysBack(situation).find((way) => way.id === id)?.milliseconds ?? 0;
	const position = positionOnWay({
		...{ id, goal, left, startTakes: situation.startTakes },
		schemaMoves: id === 're-pin' ? false : schemaMoved(situation),
		restore: point && { takenAt: point.manifest.takenAt, takes },
	});
	return { id, plan, goal, forward: isForward(id, goal, left), position };
}

/** Which way back a plan is. */
function wayOf({ purpose, steps }: Plan): WayBackId {
	if (purpose === 'upgrade') return 'finish';
	const swap = steps.find(({ kind }) => kind === 'swap')?.parameters;
	return !swap ? 're-pin' : 'undoes' in swap ? 'undo' : 'copies' in swap ? 'restore-copy' : 'restore';
}

/** What leaving costs on a way back, from what was done so far. */
const positionOnWay =
	(on: {
		readonly id: WayBackId;
		readonly goal: string;
		readonly left: string;
		readonly schemaMoves: boolean | undefined;
		readonly restore: Position['restore'] | undefined;
		readonly startTakes: number;
	}) =>
	({ begun, ended }: Done): Position => ({
		// Until the app is stopped for it, an undo has changed nothing of what serves.
		...(on.id === 'undo' && !begun.has('stop')
			? { from: on.left, to: on.goal, pinned: false, restarted: false }
			: { from: on.goal, to: on.left, pinned: true, restarted: true }),
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

const isForward = (id: WayBackId, goal: string, left: string) => isNewer(goal, left) || id === 'finish';

const isNewer = (one: string, other: string) =>
	isExactVersion(one) && isExactVersion(other) && compareVersions(one, other) > 0;

const swapBackCommands = async (stack: Stack, undone: KeptState, at: Date, copies: Copies | undefined) =>
	undoCommands(stack, await readManifest(undone.restorePoint), { at, undoes: new Date(undone.at) }, copies);

/** Where the files lie that a way back gives others the place of; undefined when it loads a dump, or swaps nothing. */
function copiesFor(way: WayBack, { copies }: Situation, undone: KeptState | undefined): Copies | undefined {
	if (undone?.copies !== undefined) return copiesSchema.parse(JSON.parse(undone.copies));
	return way.id === 'restore-copy' && copies.ok ? copies.value : undefined;
}
