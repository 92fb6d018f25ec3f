// Touches the world: ends and removes what a killed run left behind.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { endOrphans } from '../host/orphans.ts';
import { kindOf } from '../restore-points/data-kinds.ts';
import { idOfLeftover, idOfPartial, idOfRemoving, idTime } from '../restore-points/names.ts';
import { removeLeftoverDirectories } from '../restore-points/proof-directory.ts';
import { removeRestorePoint } from '../restore-points/remove.ts';
import { removeProofsOfRun } from '../restore-points/throw-away.ts';
import { dataPlaces, externalServers } from '../survey/data.ts';
import type { Stack } from '../survey/identify.ts';
import { count } from '../text/list.ts';

/** What came of cleaning up, a clause each. */
export type Cleaned = { readonly gone: readonly string[]; readonly problems: readonly string[] };

/** Both, as one line tells them. */
export const cleanedWords = ({ gone, problems }: Cleaned): readonly string[] => [
	...gone,
	...problems.map((problem) => `not all of it was cleaned up: ${problem}`),
];

/** Milliseconds that a database server may take to answer and to end the sessions. */
const patience = 60_000;

/**
 * Ends and removes what a killed run left: programs that go on, throw-away containers, database sessions, a restore
 * point begun and not finished. Whoever calls it holds the stack's lock. What the stack serves is not touched, nor what
 * steps laid beside it: they look for that themselves. Programs come first, so that nobody makes anything new.
 * @param run the killed run's id
 * @throws OperatorError when a program cannot be ended: it may still work on the stack, and nothing else was done
 */
export async function cleanAfter(stack: Stack, run: string): Promise<Cleaned> {
	const gone: string[] = [];
	const problems: string[] = [];
	const attempt = async (what: string, work: () => Promise<readonly string[]>) => {
		try {
			gone.push(...(await work()));
		} catch (error) {
			problems.push(`${what}: ${(error as Error).message}`);
		}
	};
	for (const { name, pid } of await endOrphans(run)) gone.push(`${name} (process ${pid}) ended`);
	await attempt('throw-away containers', async () => {
		const removed = await removeProofsOfRun({ engine: stack.engine, run });
		return removed === 0 ? [] : [`${count(removed, 'throw-away container')} removed`];
	});
	await attempt('database sessions', () => endSessions(stack, run, attempt));
	await attempt('unfinished restore points', () => removeUnfinished(stack.backups, run));
	return { gone, problems };
}

/** Each database by itself: one whose server hangs keeps nobody's sessions alive in another. */
async function endSessions(
	stack: Stack,
	run: string,
	attempt: (what: string, work: () => Promise<readonly string[]>) => Promise<void>,
): Promise<readonly string[]> {
	const { engine, project } = stack;
	const servers = externalServers(stack);
	for (const place of dataPlaces(stack)) {
		const kind = kindOf(place);
		await attempt(`sessions of ${kind.label(place)}`, async () => {
			const signal = AbortSignal.timeout(patience);
			const context = { engine, project, run, servers, signal, onProgress: () => {} };
			const ended = (await kind.endLeftoverSessions?.(context, place)) ?? 0;
			return ended === 0 ? [] : [`${count(ended, 'session')} of ${kind.label(place)} ended`];
		});
	}
	return [];
}

/** Those that are no older than the run; older ones are named by the listing, and `prune` removes them. */
async function removeUnfinished(backups: string, run: string): Promise<readonly string[]> {
	const names = await readdir(backups).catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') return [];
		throw error;
	});
	if (names.length > 0) await removeLeftoverDirectories(backups);
	const began = idTime(run)?.getTime() ?? Number.POSITIVE_INFINITY;
	const unfinished = names.filter(
		(name) => (idTime(idOfPartial(name) ?? idOfRemoving(name) ?? '')?.getTime() ?? 0) >= began,
	);
	for (const name of unfinished) await removeRestorePoint(join(backups, name));
	return unfinished.map((name) => `unfinished restore point ${idOfLeftover(name)} removed`);
}
