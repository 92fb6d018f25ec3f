// Touches the world: reads a schema's revision by the app's own table.
import type { ComposeProject } from '../../docker/arguments.ts';
import type { Engine } from '../../docker/engine.ts';
import type { DatabasePlace } from '../../restore-points/postgres/part.ts';
import { askDatabase } from '../ask-database.ts';

/** Whoever writes a runbook must not be able to change the database with it by mistake. */
const readOnly = 'SET default_transaction_read_only = on;';

/**
 * What the query of a runbook answers, in a session that can only read; undefined when it has no row.
 * @throws Error when it has several: nobody knows which one is meant
 * @throws CommandError when the database cannot be asked, or the query is wrong
 */
export async function readRevisionBySql(
	engine: Engine,
	project: ComposeProject,
	place: DatabasePlace,
	query: string,
	signal?: AbortSignal,
): Promise<string | undefined> {
	const answer = await askDatabase(engine, project, place, [readOnly, query], signal);
	const rows = answer.split('\n').filter(Boolean);
	if (rows.length > 1)
		throw new Error(
			`expected one row from the runbook’s query for the schema revision, found ${rows.length}`,
		);
	return rows[0];
}
