// Touches the world: the clock, and the engine.
import { setTimeout as sleep } from 'node:timers/promises';
import { containerIdOf } from '../docker/arguments.ts';
import { run } from '../docker/run.ts';
import { OperatorError } from '../host/errors.ts';
import type { RestorePointContext } from './context.ts';

/** Milliseconds that a session may take to end: one in a wait of the disk's does not heed at once. */
const patience = 10_000;
/** Milliseconds between two looks. */
const pause = 200;

/** Whether a service has a running container. @throws CommandError when the engine cannot be asked */
export async function isUp(
	{ engine, project, signal }: Pick<RestorePointContext, 'engine' | 'project' | 'signal'>,
	service: string,
): Promise<boolean> {
	const { stdout } = await run(engine, containerIdOf(engine, project, service), { deadline: 60_000, signal });
	return stdout.trim() !== '';
}

/**
 * Asks sessions to end until a look finds none.
 * @param end asks them, and returns how many there were
 * @returns how many there were at first
 * @throws OperatorError when some do not heed
 */
export async function untilNone(end: () => Promise<number>): Promise<number> {
	const until = performance.now() + patience;
	const first = await end();
	for (let left = first; left > 0; left = await end()) {
		if (performance.now() > until)
			throw new OperatorError(`${left} of its sessions go on ${patience / 1000} s after they were ended.`, {
				exit: 3,
				advice: ['See in the database server what they wait for.'],
			});
		await sleep(pause);
	}
	return first;
}
