// Touches the world through the kind of revision that the runbook names.
import type { ComposeProject } from '../../docker/arguments.ts';
import * as docker from '../../docker/arguments.ts';
import type { Command } from '../../docker/command.ts';
import type { Engine } from '../../docker/engine.ts';
import { repositoryOf } from '../../runbook/detect.ts';
import type { Runbook } from '../../runbook/schema.ts';
import { schemaDatabase } from '../data.ts';
import type { Stack } from '../identify.ts';
import { readAlembicHead, readAlembicRevision } from './alembic.ts';
import { readRevisionBySql } from './sql.ts';

/** The database's revision, from the database itself: that works while the app is down. Undefined when it has none. @throws Error, CommandError */
export function readCurrentRevision(stack: Stack, signal?: AbortSignal): Promise<string | undefined> {
	const { engine, project, runbook } = stack;
	const { schema } = runbook;
	const place = schemaDatabase(stack);
	return 'alembic' in schema
		? readAlembicRevision(engine, project, place, signal)
		: readRevisionBySql(engine, project, place, schema.sql.query, signal);
}

/** The newest revision that an image which is here knows; undefined where no image can be asked. @throws Error, CommandError */
export async function readImageHead(
	{ engine, runbook }: Pick<Stack, 'engine' | 'runbook'>,
	image: string,
	signal?: AbortSignal,
): Promise<string | undefined> {
	return 'alembic' in runbook.schema ? readAlembicHead(engine, image, signal) : undefined;
}

/** The same by hand, the database's first. */
export function revisionCommands(
	{ schema, data }: Runbook,
	engine: Engine,
	project: ComposeProject,
): readonly [Command, ...Command[]] {
	if ('alembic' in schema) {
		const alembic = (word: string) =>
			docker.execute(engine, project, schema.alembic.service, ['alembic', word]);
		return [alembic('current'), alembic('heads')];
	}
	const database = data.flatMap((entry) =>
		'postgres' in entry && 'service' in entry.postgres ? [entry.postgres] : [],
	)[0];
	const { service = '', user = '', database: name = '' } = database ?? {};
	return [docker.execute(engine, project, service, ['psql', '-U', user, '-d', name, '-c', schema.sql.query])];
}

/** The image of a version that knows its newest revision; undefined where none does. */
export function revisionImage(
	{ runbook, config }: Pick<Stack, 'runbook' | 'config'>,
	version: string,
): string | undefined {
	const service = revisionService(runbook);
	if (service === undefined) return undefined;
	return `${repositoryOf(config.services[service]?.image ?? runbook.detect.image)}:${version}`;
}

/** The service whose image knows a newest revision; undefined where none does. */
export const revisionService = ({ schema }: Runbook): string | undefined =>
	'alembic' in schema ? schema.alembic.service : undefined;
