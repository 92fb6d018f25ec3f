// Touches the world through the kind of revision that the runbook names.
import type { ComposeProject } from '../../docker/arguments.ts';
import * as docker from '../../docker/arguments.ts';
import type { Command } from '../../docker/command.ts';
import type { Engine } from '../../docker/engine.ts';
import { appRepositories, repositoryOf } from '../../runbook/detect.ts';
import type { Runbook } from '../../runbook/schema.ts';
import { schemaPlace } from '../data.ts';
import type { SchemaFact } from '../facts.ts';
import type { Stack } from '../identify.ts';
import { readAlembicHead, readAlembicRevision } from './alembic.ts';
import { currentCommand, readHeadByCommand, readRevisionByCommand } from './command.ts';
import { drizzleQuestion, readDrizzleHead, readDrizzleRevision } from './drizzle.ts';
import { fingerprintOf, readShape } from './fingerprint.ts';
import { readRevisionBySql } from './sql.ts';
import { readSqliteAlembic, readSqliteQuery, readSqliteShape } from './sqlite.ts';

/** Whether something beside the database knows the newest revision of a version: its image, or its checkout. */
export const tellsHead = ({ schema }: Pick<Runbook, 'schema'>): boolean =>
	typeof schema === 'object' &&
	('alembic' in schema ||
		'drizzle' in schema ||
		('command' in schema && schema.command.newest !== undefined));

/** Whether a revision that a table of alembic's holds is the one of this app. */
export const notedByAlembic = ({ schema }: Pick<Runbook, 'schema'>): boolean =>
	typeof schema === 'object' && 'alembic' in schema;

/** False when nothing can tell how far the schema of the app is. */
export const tellsRevision = ({ schema }: Pick<Runbook, 'schema'>): boolean => schema !== 'none';

/**
 * The database's revision, from the database itself: that works while the app is down. Undefined when it has none.
 * @throws Error when the app tells none, or several; CommandError
 */
export async function readCurrentRevision(stack: Stack, signal?: AbortSignal): Promise<string | undefined> {
	return (await readCurrentSchema(stack, signal)).current;
}

/** The same, with what a fingerprint was made of. @throws as readCurrentRevision */
export async function readCurrentSchema(
	stack: Stack,
	signal?: AbortSignal,
): Promise<Pick<SchemaFact, 'current' | 'shape'>> {
	const { schema } = stack.runbook;
	if (typeof schema === 'object' && 'command' in schema)
		return { current: await readRevisionByCommand(stack, schema.command, signal) };
	const place = tellsRevision(stack.runbook) ? schemaPlace(stack) : undefined;
	if (!place) throw new Error('the app tells no revision of its schema');
	if (schema === 'fingerprint') {
		const shape =
			place.kind === 'sqlite'
				? await readSqliteShape({ engine: stack.engine, place, signal })
				: await readShape(stack.engine, stack.project, place, signal);
		return { ...currentOf(fingerprintOf(shape)), shape };
	}
	return currentOf(await readRevision(stack, schema, place, signal));
}

const currentOf = (current: string | undefined) => (current === undefined ? {} : { current });

function readRevision(
	{ engine, project }: Stack,
	schema: Runbook['schema'],
	place: NonNullable<ReturnType<typeof schemaPlace>>,
	signal?: AbortSignal,
): Promise<string | undefined> {
	if (typeof schema === 'string' || 'command' in schema)
		throw new Error('a schema without a revision was asked for one');
	if (place.kind === 'sqlite') {
		const asked = { engine, place, signal };
		if ('drizzle' in schema)
			throw new Error('drizzle’s table is read in PostgreSQL, and the schema is in SQLite');
		return 'alembic' in schema ? readSqliteAlembic(asked) : readSqliteQuery(asked, schema.sql.query);
	}
	if ('alembic' in schema) return readAlembicRevision(engine, project, place, signal);
	return 'drizzle' in schema
		? readDrizzleRevision(engine, project, place, schema.drizzle.table, signal)
		: readRevisionBySql(engine, project, place, schema.sql.query, signal);
}

/** The newest revision that an image which is here knows; undefined where no image can be asked. @throws Error, CommandError */
export async function readImageHead(
	{ engine, runbook }: Pick<Stack, 'engine' | 'runbook'>,
	image: string,
	signal?: AbortSignal,
): Promise<string | undefined> {
	const { schema } = runbook;
	if (typeof schema === 'string') return undefined;
	if ('alembic' in schema) return readAlembicHead(engine, image, signal);
	return 'command' in schema && schema.command.newest
		? readHeadByCommand(engine, schema.command.newest, image, signal)
		: undefined;
}

/**
 * The newest revision that a version of the checkout brings; undefined where none is told so.
 * @param version without the tag's prefix, or `HEAD` @throws Error, OperatorError
 */
export async function readCheckoutHead(
	{ directory, runbook: { schema, version: says } }: Pick<Stack, 'directory' | 'runbook'>,
	version: string,
	signal?: AbortSignal,
): Promise<string | undefined> {
	if (typeof schema !== 'object' || !('drizzle' in schema)) return undefined;
	const prefix = version !== 'HEAD' && 'git' in says.pin ? says.pin.prefix : '';
	return readDrizzleHead(directory, `${prefix}${version}`, schema.drizzle.journal, signal);
}

/** The same by hand, the database's first. */
export function revisionCommands(
	{ schema, data }: Runbook,
	engine: Engine,
	project: ComposeProject,
): readonly Command[] {
	if (schema === 'none') return [];
	if (typeof schema === 'object' && 'alembic' in schema) {
		const alembic = (word: string) =>
			docker.execute(engine, project, schema.alembic.service, ['alembic', word]);
		return [alembic('current'), alembic('heads')];
	}
	if (typeof schema === 'object' && 'command' in schema) {
		const { command } = schema;
		return [command.run, ...(command.newest ? [command.newest] : [])].map((argv) =>
			currentCommand(engine, project, { ...command, run: argv }),
		);
	}
	const database = data.flatMap((entry) =>
		'postgres' in entry && 'service' in entry.postgres ? [entry.postgres] : [],
	)[0];
	const { service = '', user = '', database: name = '' } = database ?? {};
	const query = questionOf(schema);
	return service === ''
		? []
		: [docker.execute(engine, project, service, ['psql', '-U', user, '-d', name, '-c', query])];
}

function questionOf(schema: Exclude<Runbook['schema'], 'none'>): string {
	if (schema === 'fingerprint') return String.raw`\d`;
	if ('drizzle' in schema) return drizzleQuestion(schema.drizzle.table);
	return 'sql' in schema ? schema.sql.query : '';
}

/** The image of a version that knows its newest revision; undefined where none does. */
export function revisionImage(
	{ runbook, config }: Pick<Stack, 'runbook' | 'config'>,
	version: string,
): string | undefined {
	const service = revisionService(runbook);
	if (service === undefined) return undefined;
	const [first = ''] = appRepositories(runbook);
	return `${repositoryOf(config.services[service]?.image ?? first)}:${version}`;
}

/** The service whose image knows a newest revision; undefined where none does. */
export function revisionService({ schema }: Runbook): string | undefined {
	if (typeof schema === 'string') return undefined;
	if ('alembic' in schema) return schema.alembic.service;
	return 'command' in schema && schema.command.newest ? schema.command.service : undefined;
}
