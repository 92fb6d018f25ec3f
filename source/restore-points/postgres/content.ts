// Touches the world: asks a PostgreSQL server what a database holds.
import { OperatorError } from '../../host/errors.ts';
import { type ListedTable, onlyLine, parseCount, parseObjects, parseTables } from './answers.ts';
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

/** Keeps every table as it is until the session's transaction ends, for a digest that is read after the dump. */
export async function holdTables(session: PostgresSession): Promise<void> {
	for (const { schema, table } of parseTables(await session.ask(statements.listTables)))
		await session.ask(statements.holdTable(schema, table));
}

/**
 * Counts and digests every table, within the session's transaction.
 * @param like tables as they were read elsewhere: their rows are hashed in the same way
 * @param onTable called before each table
 */
export async function readContent(
	session: PostgresSession,
	like: readonly TableContent[] = [],
	onTable: (done: number, total: number) => void = () => {},
): Promise<DatabaseContent> {
	await session.ask(statements.withoutTimeouts);
	for (const setting of statements.readRowsAlike) await session.ask(setting);
	const known = new Map(like.map((table) => [table.name, table.hashed ?? ('text' as const)]));
	const listed = parseTables(await session.ask(statements.listTables));
	const tables: TableContent[] = [];
	for (const { schema, table, byValues } of listed) {
		onTable(tables.length, listed.length);
		const name = `${schema}.${table}`;
		const hashed = known.get(name) ?? (byValues ? 'values' : 'text');
		const statement = statements.countAndDigest(schema, table, hashed);
		const counted = parseCount(onlyLine(await session.ask(statement), statement));
		tables.push({ name, ...counted, ...(hashed === 'values' ? { hashed } : {}) });
	}
	onTable(listed.length, listed.length);
	const objects = parseObjects(onlyLine(await session.ask(statements.countObjects), 'count of objects'));
	return { tables, objects, revision: await readRevision(session, listed) };
}

async function readRevision(
	session: PostgresSession,
	tables: readonly ListedTable[],
): Promise<string | undefined> {
	const [place, ...others] = tables.filter(({ table }) => table === 'alembic_version');
	// Two applications in one database: neither's revision is the stack's for certain.
	if (!place || others.length > 0) return undefined;
	const revisions = await session.ask(statements.alembicRevision(place.schema));
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
