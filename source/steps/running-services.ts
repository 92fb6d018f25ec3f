// Touches the world: tells which services run, and stops some.
import * as docker from '../docker/arguments.ts';
import { run } from '../docker/run.ts';
import { graceOf } from '../survey/compose-config.ts';
import type { Stack } from '../survey/identify.ts';
import { listContainers } from '../survey/services.ts';

/** Milliseconds that the engine may take beyond what the containers get. */
const room = 110_000;

/** Those of the services that have a container which is not down. */
export async function runningAmong(
	{ engine, project }: Stack,
	names: readonly string[],
	signal?: AbortSignal,
): Promise<readonly string[]> {
	const containers = await listContainers(engine, project, signal);
	return containers
		.filter(
			({ service, container }) =>
				names.includes(service) && ['running', 'restarting', 'paused'].includes(container.State.Status),
		)
		.map(({ service }) => service);
}

/** Stops services, with all the time that their Compose file gives them. @throws CommandError */
export async function stopServices(
	{ engine, project, config }: Stack,
	names: readonly string[],
): Promise<void> {
	const grace = Math.max(0, ...names.map((name) => graceOf(config, name)));
	await run(engine, docker.stop(engine, project, names), { deadline: grace + room });
}
