// Touches the world: finds what reaches a database server.
import { containerIdOf, executeIn } from '../../docker/arguments.ts';
import { run } from '../../docker/run.ts';
import { OperatorError } from '../../host/errors.ts';
import { canPack, type ProgramPlace } from '../artifact/container-program.ts';
import type { RestorePointContext } from '../context.ts';
import type { PostgresServer } from './server.ts';

/** A server in its container: asked without Compose in between, which costs time and memory with each call. */
export type RunningServer = PostgresServer & ProgramPlace & { readonly container: string };

/** @throws OperatorError when the service runs no container, CommandError when the engine cannot be asked */
export async function openServer(
	context: RestorePointContext,
	service: string,
	user: string,
): Promise<RunningServer> {
	const { stdout } = await run(context.engine, containerIdOf(context.engine, context.project, service), {
		deadline: 60_000,
		signal: context.signal,
	});
	const [container] = stdout.split('\n').filter(Boolean);
	if (!container)
		throw new OperatorError(`Expected a running container of service ${service}, found none.`, {
			exit: 3,
			advice: ['Nothing was changed. Start the service, then try again.'],
		});
	return serverIn(context, container.slice(0, 12), user);
}

/** The server in this container. */
export async function serverIn(
	context: RestorePointContext,
	container: string,
	user: string,
): Promise<RunningServer> {
	const command: ProgramPlace['command'] = (argv) => executeIn(context.engine, container, argv);
	return { user, container, command, packs: await canPack(context, command) };
}
