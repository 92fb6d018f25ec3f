// Touches the world: starts what else ran before an interruption, and has ended since.
import * as docker from '../docker/arguments.ts';
import { toShell } from '../docker/command.ts';
import { run as call } from '../docker/run.ts';
import { dependsOn } from '../survey/compose-config.ts';
import type { Facts } from '../survey/facts.ts';
import type { Stack } from '../survey/identify.ts';
import { inWords } from '../text/list.ts';
import type { Run } from './run.ts';

/** Compose waits until each is healthy that another one needs, and a database may have to recover first. Milliseconds. */
const deadline = 600_000;

/**
 * Starts the services beside the app's that have ended with the host or the engine, and that no restart policy brought back: the
 * steps that follow need the database. What depends on the app comes up with it. Never throws: the steps tell what is missing.
 */
export async function startOthers(run: Run, stack: Stack, { services, fallen = [] }: Facts): Promise<void> {
	const app = services.filter((service) => service.app).map(({ name }) => name);
	const names = fallen.filter((name) => !dependsOn(stack.config, name, app));
	if (names.length === 0) return;
	const command = docker.start(stack.engine, stack.project, names);
	run.emit({ type: 'step begins', step: 'start-others', commands: [toShell(command)] });
	const began = performance.now();
	const problem = await call(stack.engine, command, { deadline }).then(
		() => undefined,
		(error: Error) => error.message,
	);
	run.emit({
		...{ type: 'step ends', step: 'start-others', outcome: problem === undefined ? 'done' : 'failed' },
		...{
			detail:
				problem === undefined
					? `${inWords(names)} had ended, and run again`
					: `${inWords(names)} had ended, and could not be started: ${problem}`,
			took: Math.round(performance.now() - began),
		},
	});
}
