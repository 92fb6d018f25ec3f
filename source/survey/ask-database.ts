// Touches the world: asks a database of the stack one question.
import type { ComposeProject } from '../docker/arguments.ts';
import * as docker from '../docker/arguments.ts';
import type { Command } from '../docker/command.ts';
import type { Engine } from '../docker/engine.ts';
import { run } from '../docker/run.ts';
import type { DatabasePlace } from '../restore-points/postgres/part.ts';

/** psql with one statement, as data; no password: inside the container the socket is trusted. */
export function questionCommand(
	engine: Engine,
	project: ComposeProject,
	{ service, user, database }: DatabasePlace,
	statement: string,
): Command {
	const options = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-U', user, '-d', database];
	return docker.execute(engine, project, service, ['psql', ...options, '-c', statement]);
}

/**
 * The answer of one statement, rows as lines and columns with `|` between them.
 * @throws CommandError when the database cannot be asked
 */
export async function askDatabase(
	engine: Engine,
	project: ComposeProject,
	place: DatabasePlace,
	statement: string,
	signal?: AbortSignal,
): Promise<string> {
	const command = questionCommand(engine, project, place, statement);
	return (await run(engine, command, { deadline: 20_000, signal })).stdout;
}
