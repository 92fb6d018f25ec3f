// Touches the world: alembic as the application's image has it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Migration } from '../migrations.ts';
import type { ServerError } from '../postgres/cluster.ts';
import type { ApplicationDatabase } from './application-database.ts';

/** A program that ends with what it wrote to stderr and this code. */
export class AlembicFailure extends Error {
	override name = 'AlembicFailure';
	readonly exitCode: number;
	constructor(exitCode: number, text: string) {
		super(text);
		this.exitCode = exitCode;
	}
}

const logger = 'INFO  [alembic.runtime.migration]';

/** The revision in the database; undefined before the first migration. */
export async function currentRevision(database: ApplicationDatabase): Promise<string | undefined> {
	const there = await database.rows("SELECT to_regclass('public.alembic_version') IS NOT NULL");
	if (there[0]?.[0] !== 't') return undefined;
	return (await database.rows('SELECT version_num FROM alembic_version'))[0]?.[0] ?? undefined;
}

/** `alembic current`: `0020 (head)`, `0020` when behind, nothing for an empty database. */
export async function describeCurrent(
	database: ApplicationDatabase,
	migrations: readonly Migration[],
): Promise<string> {
	const revision = await currentRevision(database);
	if (revision === undefined) return '';
	demandKnown(revision, migrations);
	return `${revision}${revision === migrations.at(-1)?.revision ? ' (head)' : ''}\n`;
}

/**
 * `alembic upgrade head`: one transaction a revision, so that those before a failing one stay.
 * @param slowSeconds how long a slow migration takes, with a line every second
 * @throws AlembicFailure with the end of its traceback
 */
export async function upgrade(
	database: ApplicationDatabase,
	migrations: readonly Migration[],
	options: { log: (line: string) => void; signal: AbortSignal; slowSeconds: number },
): Promise<void> {
	options.log(`${logger} Context impl PostgresqlImpl.`);
	options.log(`${logger} Will assume transactional DDL.`);
	const revision = await currentRevision(database);
	if (revision !== undefined) demandKnown(revision, migrations);
	const done = migrations.findIndex((migration) => migration.revision === revision) + 1;
	if (done === 0)
		await database.rows(
			'CREATE TABLE alembic_version (version_num varchar(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY)',
		);
	for (const [index, migration] of migrations.entries()) {
		if (index < done) continue;
		const before = migrations[index - 1]?.revision;
		options.log(`${logger} Running upgrade ${before ?? ''} -> ${migration.revision}, ${migration.title}`);
		if (migration.slow) await tellProgress(database, migration, options);
		await apply(database, migration, before);
	}
}

/** The lines come first and the statements at the end, in one go: a transaction of a minute would hold up every reader. */
async function tellProgress(
	database: ApplicationDatabase,
	{ revision }: Migration,
	{ log, signal, slowSeconds }: { log: (line: string) => void; signal: AbortSignal; slowSeconds: number },
): Promise<void> {
	const issues = Number((await database.rows('SELECT count(*) FROM issues'))[0]?.[0] ?? 0);
	for (let second = 1; second <= slowSeconds; second++) {
		await sleep(1000, undefined, { signal });
		log(
			`INFO  [alembic.specivo] ${revision}: looked at ${Math.round((issues * second) / slowSeconds)} of ${issues} issues`,
		);
	}
}

async function apply(
	database: ApplicationDatabase,
	migration: Migration,
	before: string | undefined,
): Promise<void> {
	const note = before
		? `UPDATE alembic_version SET version_num='${migration.revision}' WHERE alembic_version.version_num = '${before}'`
		: `INSERT INTO alembic_version (version_num) VALUES ('${migration.revision}')`;
	const failed = await database.inTransaction([...migration.statements, note]);
	if (failed) throw new AlembicFailure(1, traceback(failed.statement, failed.error));
}

function traceback(statement: string, error: ServerError): string {
	const kind = /unique|duplicate/.test(error.message)
		? ['IntegrityError', 'UniqueViolation']
		: ['ProgrammingError', 'Error'];
	return [
		'Traceback (most recent call last):',
		'  File "/usr/bin/alembic", line 8, in <module>',
		'    sys.exit(main())',
		`sqlalchemy.exc.${kind[0]}: (psycopg.errors.${kind[1]}) ${error.message}`,
		...(error.detail ? [`DETAIL:  ${error.detail}`] : []),
		`[SQL: ${statement}]`,
		'(Background on this error at: https://sqlalche.me/e/20/gkpj)',
	].join('\n');
}

function demandKnown(revision: string, migrations: readonly Migration[]): void {
	if (migrations.some((migration) => migration.revision === revision)) return;
	const sentence = `Can't locate revision identified by '${revision}'`;
	throw new AlembicFailure(255, `ERROR [alembic.util.messaging] ${sentence}\n  FAILED: ${sentence}`);
}
