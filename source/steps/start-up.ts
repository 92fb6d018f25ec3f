// Touches the world: starts `docker compose up` in the background of a plan.
import * as docker from '../docker/arguments.ts';
import { runLines } from '../docker/run.ts';
import type { StepContext } from './step.ts';

/** `up` waits for the health of what others depend on, and a migration may be long. Milliseconds. */
const deadline = 6 * 3600 * 1000;

/** Brings the app's services up; goes on until the command or the plan ends, and is found under `up` meanwhile. */
export function startUp({ stack, facts, background, planEnds }: StepContext): Promise<void> {
	const names = facts.services.filter((service) => service.app).map((service) => service.name);
	const command = runLines(stack.engine, docker.up(stack.engine, stack.project, names), {
		deadline,
		signal: planEnds,
		onLine: () => {},
	});
	// Whoever waits for the start looks at how it ended; until then a failure is not unhandled.
	command.catch(() => undefined);
	background.set('up', command);
	return command;
}
