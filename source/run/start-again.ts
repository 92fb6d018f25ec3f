// Touches the world: starts the app that a way back has stopped and not led on.
import * as docker from '../docker/arguments.ts';
import { toShell } from '../docker/command.ts';
import { run as call } from '../docker/run.ts';
import type { Stack } from '../survey/identify.ts';
import { inWords } from '../text/list.ts';
import type { Ending } from './execute.ts';
import type { Run } from './run.ts';

/** Compose waits until each is healthy that another one needs, and a database may have to recover first. Milliseconds. */
const deadline = 600_000;

/**
 * Starts what ran, when the way back ended after the stop and before the pin was changed or a swap begun: what serves must be as it was
 * before. Never throws: what does not start is named.
 * @returns what to say about it; nothing when nothing had to be started
 */
export async function startAgain(run: Run, stack: Stack, ending: Ending): Promise<readonly string[]> {
	const ran = (ending.outputs['stop.ran'] ?? '').split('\n').filter(Boolean);
	if (ending.is === 'done' || ending.ended.has('pin') || ending.begun.has('swap') || ran.length === 0)
		return [];
	const command = docker.start(stack.engine, stack.project, ran);
	run.emit({ type: 'step begins', step: 'start-again', commands: [toShell(command)] });
	const began = performance.now();
	const problem = await call(stack.engine, command, { deadline }).then(
		() => undefined,
		(error: Error) => error.message,
	);
	const detail =
		problem === undefined
			? `${inWords(ran)} started again`
			: `${inWords(ran)} could not be started again: ${problem}`;
	run.emit({
		...{ type: 'step ends', step: 'start-again', outcome: problem === undefined ? 'done' : 'failed' },
		...{ detail, took: Math.round(performance.now() - began) },
	});
	return [`${detail}.`];
}
