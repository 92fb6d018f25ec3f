// Touches the world: starts the app that a way back has stopped and not led on.
import type { Stack } from '../survey/identify.ts';
import { inWords } from '../text/list.ts';
import type { Ending } from './execute.ts';
import type { Run } from './run.ts';
import { startServices } from './start-services.ts';

/**
 * Starts what ran, when the way back ended after the stop and before the pin was changed or a swap begun: what serves must be as it was
 * before. Never throws: what does not start is named.
 * @returns what to say about it; nothing when nothing had to be started
 */
export async function startAgain(run: Run, stack: Stack, ending: Ending): Promise<readonly string[]> {
	const ran = (ending.outputs['stop.ran'] ?? '').split('\n').filter(Boolean);
	if (ending.is === 'done' || ending.ended.has('pin') || ending.begun.has('swap') || ran.length === 0)
		return [];
	const said = await startServices(run, stack, 'start-again', ran, (problem) =>
		problem === undefined
			? `${inWords(ran)} started again`
			: `${inWords(ran)} could not be started again: ${problem}`,
	);
	return [`${said}.`];
}
