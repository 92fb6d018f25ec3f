// Touches the world: starts containers that are there, beside the steps of a plan.
import * as docker from '../docker/arguments.ts';
import { toShell } from '../docker/command.ts';
import { run as call } from '../docker/run.ts';
import type { Stack } from '../survey/identify.ts';
import type { Run } from './run.ts';

/** Compose waits until each is healthy that another one needs, and a database may have to recover first. Milliseconds. */
const deadline = 600_000;

/**
 * Starts services and tells of it as of a step. Never throws.
 * @param id of that step
 * @param says what to say about it, given what went wrong, a clause, or undefined
 * @returns what was said
 */
export async function startServices(
	run: Run,
	stack: Stack,
	id: string,
	services: readonly string[],
	says: (problem: string | undefined) => string,
): Promise<string> {
	const command = docker.start(stack.engine, stack.project, services);
	run.emit({ type: 'step begins', step: id, commands: [toShell(command)] });
	const began = performance.now();
	const problem = await call(stack.engine, command, { deadline }).then(
		() => undefined,
		(error: Error) => error.message,
	);
	const detail = says(problem);
	run.emit({
		...{ type: 'step ends', step: id, outcome: problem === undefined ? 'done' : 'failed' },
		...{ detail, took: Math.round(performance.now() - began) },
	});
	return detail;
}
