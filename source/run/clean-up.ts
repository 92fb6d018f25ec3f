// Touches the world: takes away what a run that was killed has left.
import { basename, join } from 'node:path';
import { kindOf } from '../restore-points/data-kinds.ts';
import { listRestorePoints } from '../restore-points/list.ts';
import { idOfLeftover } from '../restore-points/names.ts';
import { removeRestorePoint } from '../restore-points/remove.ts';
import { removeLeftoverProofs } from '../restore-points/throw-away.ts';
import { dataPlaces, externalServers } from '../survey/data.ts';
import { type Stack, stateDirectory } from '../survey/identify.ts';
import { clock } from '../text/clock.ts';
import { count, inWords } from '../text/list.ts';
import { findUnfinished } from './find-interrupted.ts';
import { type Interruption, whereOf } from './interruption.ts';
import { removeReserve } from './journal.ts';
import { removeBeside } from './remove-beside.ts';
import type { Run } from './run.ts';

/** Of a run that was interrupted before it changed anything, a fresh one says so and cleans up. Never throws. */
export async function cleanUpUnfinished(run: Run, stack: Stack): Promise<void> {
	const before = findUnfinished(stack.directory, run.id);
	const interruption = before?.interruption;
	if (!interruption || interruption.changed) return;
	const done = await cleanUp(stack, interruption);
	await removeReserve(join(stateDirectory(stack.directory), 'runs', before.run)).catch(() => {});
	run.emit({
		type: 'fact',
		fact: {
			id: 'interrupted',
			label: 'Earlier run',
			value: [
				`${before.run} was interrupted ${whereOf(interruption)} on ${clock(interruption.at)}`,
				...(before.problem === undefined ? [] : [before.problem]),
				'nothing of the stack was changed',
				...done,
			].join('; '),
		},
	});
	await removeLaidBeside(run, stack, interruption);
}

/**
 * Throw-away containers, sessions in a database, restore points that are not whole: all of that run, nobody else's.
 * Never throws. @returns what was done, clauses
 */
export async function cleanUp(stack: Stack, { run }: Pick<Interruption, 'run'>): Promise<readonly string[]> {
	const context = {
		...{ engine: stack.engine, project: stack.project, run, servers: externalServers(stack) },
		onProgress: () => {},
	};
	const problem = (error: Error) => [`not all of it was cleaned up: ${error.message}`];
	// First: a container of ours may be what holds a session.
	const containers = await removeLeftoverProofs(context).then(
		(removed) => (removed > 0 ? [`${count(removed, 'container')} of ours removed`] : []),
		problem,
	);
	for (const place of dataPlaces(stack)) await kindOf(place).endLeftovers?.(context, place);
	return [...containers, ...(await removePartial(stack, run).catch(problem))];
}

/** Whoever takes restore points has the stack's lock: no living run writes one. */
async function removePartial(stack: Stack, run: string): Promise<readonly string[]> {
	const { incomplete } = await listRestorePoints(stack.backups);
	// Names of both begin with the time to the second.
	const since = run.slice(0, 16);
	const ours = incomplete.filter((path) => (idOfLeftover(basename(path)) ?? '').slice(0, 16) >= since);
	for (const path of ours) await removeRestorePoint(path);
	return ours.length > 0 ? [`removed, not whole: ${inWords(ours.map((path) => basename(path)))}`] : [];
}

/** What a way back laid beside and did not use. */
async function removeLaidBeside(run: Run, stack: Stack, { going }: Interruption): Promise<void> {
	const step = going?.plan.steps.find(({ kind }) => kind === 'restore-beside');
	if (step && going?.done.begun.has(step.id) && !going.done.begun.has('swap'))
		await removeBeside(run, stack, step);
}
