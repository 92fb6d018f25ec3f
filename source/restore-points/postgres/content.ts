// Touches the world: asks a PostgreSQL server what a database holds.
import { OperatorError } from '../../host/errors.ts';
import { onlyLine, parseCount, parseObjects, parseTables } from './answers.ts';
import type { TableContent } from './part.ts';
import type { PostgresSession } from './server.ts';
import * as statements from './statements.ts';

/** What a database holds, to be compared. */
export type DatabaseContent = {
	readonly tables: TableContent[];
	readonly objects: Record<string, number>;
	/** Revisions in `alembic_version`, joined with a comma; undefined without such a table. */
	readonly revision: string | undefined;
};

/**
 * Counts and digests every table, within the session's transaction.
 * @param onTable called before each table
 */
export async function readContent(
	session: PostgresSession,
	onTable: (done: number, total: number) => void = () => {},
): Promise<DatabaseContent> {
	for (const setting of statements.readRowsAlike) await session.ask(setting);
	const names = parseTables(await session.ask(statements.listTables));
	const tables: TableContent[] = [];
	for (const [schema, table] of names) {
		onTable(tables.length, names.length);
		const statement = statements.countAndDigest(schema, table);
		tables.push({
			name: `${schema}.${table}`,
			...parseCount(onlyLine(await session.ask(statement), statement)),
		});
	}
	onTable(names.length, names.length);
	const objects = parseObjects(onlyLine(await session.ask(statements.countObjects), 'count of objects'));
	return { tables, objects, revision: await readRevision(session, names) };
}

async function readRevision(
	session: PostgresSession,
	tables: readonly (readonly [schema: string, table: string])[],
): Promise<string | undefined> {
	const [place, ...others] = tables.filter(([, table]) => table === 'alembic_version');
	// Two applications in one database: neither's revision is the stack's for certain.
	if (!place || others.length > 0) return undefined;
	const revisions = await session.ask(statements.alembicRevision(place[0]));
	return revisions.length > 0 ? revisions.join(', ') : undefined;
}

/** @throws OperatorError when the database is at another revision than the survey found */
export function demandRevision(expected: string | undefined, found: string | undefined, where: string): void {
	if (expected === undefined || found === undefined || expected === found) return;
	throw new OperatorError(`${where}: expected schema revision ${expected}, found ${found}.`, {
		exit: 3,
		advice: ['Look at the stack again: something migrated the database meanwhile.'],
	});
}
