// Touches the world: starts `docker compose up` in the background of a plan.
import * as docker from '../docker/arguments.ts';
import { runLines } from '../docker/run.ts';
import { standstill } from '../host/watch-call.ts';
import type { StepContext } from './step.ts';

/**
 * Brings the app's services up; goes on until the command or the plan ends, and is found under `up` meanwhile.
 * @param watched true once others watch the start: `up` itself then says nothing for as long as a migration takes
 */
export function startUp(
	{ stack, facts, background, planEnds }: StepContext,
	watched: () => boolean,
): Promise<void> {
	const names = facts.services.filter((service) => service.app).map((service) => service.name);
	const sign = () => (watched() ? performance.now() : 0);
	const command = runLines(stack.engine, docker.up(stack.engine, stack.project, names), {
		stall: { after: standstill, sign },
		signal: planEnds,
		onLine: () => {},
	});
	// Whoever waits for the start looks at how it ended; until then a failure is not unhandled.
	command.catch(() => undefined);
	background.set('up', command);
	return command;
}
