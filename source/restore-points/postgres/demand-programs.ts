// Touches the world: compares a client's programs with the server they are for.
import { run } from '../../docker/run.ts';
import { OperatorError } from '../../host/errors.ts';
import type { RestorePointContext } from '../context.ts';
import { onlyLine } from './answers.ts';
import type { DatabasePlace } from './part.ts';
import { type PostgresServer, query } from './server.ts';
import * as statements from './statements.ts';

/** @throws OperatorError when the image's `pg_dump` is older than the server: it would refuse to dump it */
export async function demandPrograms(
	context: RestorePointContext,
	server: PostgresServer,
	{ database, external }: DatabasePlace,
): Promise<void> {
	if (!external) return;
	const [answer, { stdout }] = await Promise.all([
		query(context, server, database, statements.serverVersion),
		run(context.engine, server.command(['pg_dump', '--version']), {
			deadline: 60_000,
			signal: context.signal,
		}),
	]);
	const version = onlyLine(answer, statements.serverVersion);
	const programs = /\d+(\.\d+)*/.exec(stdout)?.[0] ?? '0';
	if (Number.parseInt(programs, 10) >= Number.parseInt(version, 10)) return;
	throw new OperatorError(
		`${external.name} runs PostgreSQL ${version}, and ${external.image} has the programs of ${programs}, which cannot dump it.`,
		{
			exit: 3,
			advice: ['Nothing was changed.', 'Name an image of the server’s major version in the runbook.'],
		},
	);
}
