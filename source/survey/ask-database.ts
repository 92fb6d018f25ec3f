// Touches the world: asks a database of the stack one question.
import process from 'node:process';
import type { ComposeProject } from '../docker/arguments.ts';
import type { Engine } from '../docker/engine.ts';
import { run } from '../docker/run.ts';
import type { RestorePointContext } from '../restore-points/context.ts';
import { applicationName, psql } from '../restore-points/postgres/arguments.ts';
import { demandPrograms } from '../restore-points/postgres/demand-programs.ts';
import type { DatabasePlace } from '../restore-points/postgres/part.ts';
import { askingServer } from '../restore-points/postgres/with-server.ts';

/**
 * The answer of one statement, or of several in one session, rows as lines and columns with `|` between them. No
 * password: inside its container the server's socket is trusted.
 * @param deadline milliseconds
 * @throws CommandError when the database cannot be asked, OperatorError when one outside of the stack cannot be reached
 */
export async function askDatabase(
	engine: Engine,
	project: ComposeProject,
	place: DatabasePlace,
	statements: string | readonly string[],
	signal?: AbortSignal,
	deadline = 20_000,
): Promise<string> {
	const context = contextOf(engine, project, signal);
	// Each as an option of its own: of several in one, psql before 15 tells the last one's answer alone.
	const asked = [statements].flat().flatMap((statement) => ['-c', statement]);
	return askingServer(context, place, async (server) => {
		const call = psql(place.user, place.database, applicationName(context.run), { connectTimeout: 10 });
		return (await run(engine, server.command([...call, ...asked]), { deadline, signal })).stdout;
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
