// Touches the world: reads the journals of a stack.
import { readdirSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../../host/errors.ts';
import { userName } from '../../host/users.ts';
import { stateDirectory } from '../../survey/identify.ts';
import { collectHistory, type Depth } from './collect.ts';
import { journalLines } from './journal-lines.ts';
import type { RunHistory } from './run-history.ts';

/** Where the runs of a stack are. */
export const runsDirectory = (stack: string): string => join(stateDirectory(stack), 'runs');

/**
 * Ids of all runs that have left a directory, oldest first; none where no run was yet.
 * @throws OperatorError when that cannot be told
 */
export async function runIds(stack: string): Promise<readonly string[]> {
	const runs = runsDirectory(stack);
	try {
		const found = await lstat(runs);
		if (!found.isDirectory())
			throw new OperatorError(`Expected a directory at ${runs}, found something else.`, {
				exit: 3,
				advice: [nothing, 'See who has put it there.'],
			});
		return readdirSync(runs).sort();
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (error instanceof OperatorError) throw error;
		if (code === 'ENOENT') return [];
		throw new OperatorError(`${runs} cannot be read: ${message}`, {
			exit: 3,
			advice: [nothing, await asOwner(stack)],
			cause: error,
		});
	}
}

/**
 * What a run's journal tells; one that cannot be read says why. Never throws.
 * @param depth `in short`: without what a list of runs has no room for
 */
export async function readHistory(stack: string, run: string, depth: Depth = 'whole'): Promise<RunHistory> {
	const directory = join(runsDirectory(stack), run);
	const collector = collectHistory(run, depth);
	try {
		// A link may lead to a run of another stack.
		if (!(await lstat(directory)).isDirectory()) throw new Error('it is no directory of a run');
		for await (const line of journalLines(join(directory, 'journal.jsonl'))) collector.take(line);
		return collector.tell();
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		const problem =
			code === 'ENOENT' ? 'there is none' : code === 'EACCES' ? 'this user may not read it' : message;
		return { ...collector.tell(), problem };
	}
}

const nothing = 'Nothing was changed.';

async function asOwner(stack: string): Promise<string> {
	try {
		const owner = userName((await lstat(stateDirectory(stack))).uid);
		return `Run it as ${owner}, or as root.`;
	} catch {
		return 'Run it as the owner of that directory, or as root.';
	}
}
