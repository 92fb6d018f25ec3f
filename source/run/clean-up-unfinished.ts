// Touches the world: takes away what a run that was killed before it changed anything has left.
import { join } from 'node:path';
import { filesAddedTo } from '../plan/new-variables.ts';
import { bringBack, leftStopped } from '../steps/while-stopped.ts';
import { type Stack, stateDirectory } from '../survey/identify.ts';
import { clock } from '../text/clock.ts';
import { inWords } from '../text/list.ts';
import { cleanAfter, cleanedWords } from './clean-after.ts';
import { findUnfinished } from './find-interrupted.ts';
import { type Interruption, whereOf } from './interruption.ts';
import { removeReserve } from './journal.ts';
import { removeBeside } from './remove-beside.ts';
import type { Run } from './run.ts';

/**
 * Of a run that was interrupted before it changed anything, a fresh one says so and cleans up.
 * @returns what it said, without its full stop; undefined when there is no such run
 * @throws OperatorError when programs of it cannot be ended
 */
export async function cleanUpUnfinished(run: Run, stack: Stack): Promise<string | undefined> {
	const before = findUnfinished(stack.directory, run.id);
	const interruption = before?.interruption;
	if (!interruption || interruption.changed) return undefined;
	const done = [
		...cleanedWords(await cleanAfter(stack, interruption.run)),
		...(await startStopped(stack, interruption)),
	];
	await removeReserve(join(stateDirectory(stack.directory), 'runs', before.run)).catch(() => {});
	const told = [
		`${before.run} was interrupted ${whereOf(interruption)} on ${clock(interruption.at)}`,
		...(before.problem === undefined ? [] : [before.problem]),
		`version and data of the stack were not changed${interruption.verified === undefined ? '' : ` since ${interruption.verified} was verified`}`,
		...addedWords(interruption),
		...done,
	].join('; ');
	run.emit({ type: 'fact', fact: { id: 'interrupted', label: 'Earlier run', value: told } });
	await removeLaidBeside(run, stack, interruption);
	return told;
}

/** What stands in an env file is told: it stays, and is not offered again. */
function addedWords({ going }: Interruption): readonly string[] {
	const files = going ? filesAddedTo(going.plan, going.done, going.done.outputs) : [];
	return files.length === 0 ? [] : [`new variables may stand in ${inWords(files)}`];
}

/** What was stopped to be saved when the run was killed. @throws OperatorError when it does not come up */
async function startStopped(stack: Stack, { going }: Interruption): Promise<readonly string[]> {
	const stopped = leftStopped(going?.done.outputs ?? {});
	if (stopped.length === 0) return [];
	await bringBack(stack, stopped);
	return [
		`${inWords(stopped)} had been stopped to be saved, and ${stopped.length === 1 ? 'runs' : 'run'} again`,
	];
}

/** What a way back laid beside and did not use. */
async function removeLaidBeside(run: Run, stack: Stack, { going }: Interruption): Promise<void> {
	const step = going?.plan.steps.find(({ kind }) => kind === 'restore-beside');
	if (step && going?.done.begun.has(step.id) && !going.done.begun.has('swap'))
		await removeBeside(run, stack, step);
}
