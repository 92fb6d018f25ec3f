// Touches the world: asks a database what it does.
import type { ComposeProject } from '../docker/arguments.ts';
import type { Engine } from '../docker/engine.ts';
import type { DatabasePlace } from '../restore-points/postgres/part.ts';
import type { DatabaseActivity } from './activity.ts';
import { activityQuestion, parseActivity } from './activity-question.ts';
import { askDatabase } from './ask-database.ts';

/** Milliseconds: the server gives up after three seconds by itself, the rest is for reaching it. */
const deadline = 10_000;

/**
 * What the database does now.
 * @param sized whether its size is asked as well, which takes long where it has very many files
 * @throws CommandError when it cannot be asked in time, OperatorError when one outside of the stack cannot be reached
 */
export async function askActivity(
	engine: Engine,
	project: ComposeProject,
	place: DatabasePlace,
	signal?: AbortSignal,
	sized = true,
): Promise<DatabaseActivity> {
	return parseActivity(await askDatabase(engine, project, place, activityQuestion(sized), signal, deadline));
}
