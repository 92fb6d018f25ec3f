// Touches the world: puts the copy of a server's files in the place of those in use.
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { start, stop } from '../../docker/arguments.ts';
import { CommandError } from '../../docker/command-error.ts';
import { run } from '../../docker/run.ts';
import { flushDirectory } from '../../host/atomic-file.ts';
import { OperatorError } from '../../host/errors.ts';
import type { RestorePointContext } from '../context.ts';
import type { SwapTimes } from '../data-kind.ts';
import { exists } from '../directory/restore.ts';
import { filesNames, type LiveFiles } from './live-files.ts';
import type { PostgresPart } from './part.ts';
import { query, serverOfService } from './server.ts';

/** Milliseconds that a server may take to stop, and to answer again: it replays the log of its copy first. */
const patience = 300_000;

/** What the directories say of how far the swap has come. */
type State = 'ready' | 'between' | 'done';

/**
 * Stops the server, renames the live directory and then the restored one, and starts it. It can be killed anywhere and
 * called again: the names tell how far it has come. The server is started in any case, with what lies in place.
 * @returns the directory that keeps the files of before
 * @throws OperatorError when nothing was restored, or the server does not answer afterwards
 */
export async function swapCopy(
	context: RestorePointContext,
	part: PostgresPart,
	live: LiveFiles,
	at: SwapTimes,
): Promise<string> {
	const { incoming: beside, kept } = filesNames(live, at);
	const { engine, project } = context;
	const state = await stateOf(live.path, beside, kept);
	if (state !== 'done') await run(engine, stop(engine, project, [part.service]), { deadline: patience });
	if (state === 'ready') {
		await rename(live.path, kept);
		await flushDirectory(dirname(kept));
	}
	if (state !== 'done') {
		await rename(beside, live.path);
		await flushDirectory(dirname(kept));
	}
	await run(engine, start(engine, project, [part.service]), { deadline: patience });
	await untilItAnswers(context, part, live, kept);
	return kept;
}

/** All that the swap would refuse. @throws OperatorError */
export async function demandCopyReady(live: LiveFiles, at: SwapTimes): Promise<void> {
	const { incoming, kept } = filesNames(live, at);
	await stateOf(live.path, incoming, kept);
}

async function stateOf(live: string, beside: string, kept: string): Promise<State> {
	const [isLive, isBeside, isKept] = await Promise.all([exists(live), exists(beside), exists(kept)]);
	if (isLive && isBeside && !isKept) return 'ready';
	if (!isLive && isBeside && isKept) return 'between';
	if (isLive && !isBeside && isKept) return 'done';
	const found = [live, beside, kept].filter((_, index) => [isLive, isBeside, isKept][index]);
	throw new OperatorError(
		`Expected the directories ${live} and ${beside} and none called ${kept}, found ${found.join(', ') || 'none of them'}.`,
		{
			exit: 3,
			advice: [
				'Nothing was renamed. Look at these directories by hand: the one that was in use is among them.',
			],
		},
	);
}

async function untilItAnswers(
	context: RestorePointContext,
	part: PostgresPart,
	live: LiveFiles,
	kept: string,
): Promise<void> {
	const { signal: _, ...unstoppable } = context;
	const server = serverOfService(context, part.service, part.user);
	const end = performance.now() + patience;
	for (let last = ''; ; ) {
		try {
			await query(unstoppable, server, part.database, 'SELECT 1;');
			return;
		} catch (error) {
			if (!(error instanceof CommandError)) throw error;
			last = error.stderr.split('\n')[0] ?? '';
		}
		if (performance.now() > end)
			throw new OperatorError(
				`Service ${part.service} does not answer with the restored files in ${live.path}: ${last}`,
				{
					exit: 3,
					advice: [
						`The files of before lie in ${kept}. To put them back: stop ${part.service}, move ${live.path} away, move ${kept} to ${live.path}, start ${part.service}.`,
					],
				},
			);
		await sleep(250);
	}
}
