// Touches the world: asks a database of the stack one question.
import process from 'node:process';
import type { ComposeProject } from '../docker/arguments.ts';
import type { Engine } from '../docker/engine.ts';
import { run } from '../docker/run.ts';
import type { RestorePointContext } from '../restore-points/context.ts';
import { demandPrograms } from '../restore-points/postgres/demand-programs.ts';
import type { DatabasePlace } from '../restore-points/postgres/part.ts';
import { askingServer } from '../restore-points/postgres/with-server.ts';

/**
 * The answer of one statement, rows as lines and columns with `|` between them. No password: inside its container the
 * server's socket is trusted.
 * @throws CommandError when the database cannot be asked, OperatorError when one outside of the stack cannot be reached
 */
export async function askDatabase(
	engine: Engine,
	project: ComposeProject,
	place: DatabasePlace,
	statement: string,
	signal?: AbortSignal,
): Promise<string> {
	const options = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-U', place.user, '-d', place.database];
	return askingServer(contextOf(engine, project, signal), place, async (server) => {
		const command = server.command(['psql', ...options, '-w', '-c', statement]);
		return (await run(engine, command, { deadline: 20_000, signal })).stdout;
	});
}

/** @throws OperatorError when the image for a server outside of the stack is not here, or has older programs */
export async function demandFittingPrograms(
	engine: Engine,
	project: ComposeProject,
	place: DatabasePlace,
	signal?: AbortSignal,
): Promise<void> {
	const context = contextOf(engine, project, signal);
	await askingServer(context, place, (server) => demandPrograms(context, server, place));
}

const contextOf = (
	engine: Engine,
	project: ComposeProject,
	signal: AbortSignal | undefined,
): RestorePointContext => ({
	...{ engine, project, run: `survey-${process.pid}`, onProgress: () => {} },
	...(signal ? { signal } : {}),
});
