// Touches the world: starts what else ran before an interruption, and has ended since.
import { dependsOn } from '../survey/compose-config.ts';
import type { Facts } from '../survey/facts.ts';
import type { Stack } from '../survey/identify.ts';
import { inWords } from '../text/list.ts';
import type { Run } from './run.ts';
import { startServices } from './start-services.ts';

/**
 * Starts the services beside the app's that have ended with the host or the engine, and that no restart policy brought back: the
 * steps that follow need the database. What depends on the app comes up with it. Never throws: the steps tell what is missing.
 */
export async function startOthers(run: Run, stack: Stack, { services, fallen = [] }: Facts): Promise<void> {
	const app = services.filter((service) => service.app).map(({ name }) => name);
	const names = fallen.filter((name) => !dependsOn(stack.config, name, app));
	if (names.length === 0) return;
	await startServices(run, stack, 'start-others', names, (problem) =>
		problem === undefined
			? `${inWords(names)} had ended, and run again`
			: `${inWords(names)} had ended, and could not be started: ${problem}`,
	);
}
