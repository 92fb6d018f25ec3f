// Touches the world: asks a MariaDB or MySQL server what a database holds.
import {
	isUnsteady,
	type ListedTable,
	parseColumns,
	parseCount,
	parseObjects,
	parseTables,
} from './answers.ts';
import type { MariadbTable } from './part.ts';
import type { MariadbSession } from './server.ts';
import * as statements from './statements.ts';

/** Its tables and their columns, as they are now: the lists are of no snapshot. */
export type Structure = {
	readonly tables: readonly ListedTable[];
	readonly columns: ReadonlyMap<string, readonly statements.Column[]>;
	readonly objects: Readonly<Record<string, number>>;
};

export async function readStructure(session: MariadbSession, database: string): Promise<Structure> {
	const columns = new Map<string, statements.Column[]>();
	for (const column of parseColumns(await session.ask(statements.listColumns(database))))
		columns.set(column.table, [...(columns.get(column.table) ?? []), column]);
	return {
		tables: parseTables(await session.ask(statements.listTables(database))),
		columns,
		objects: parseObjects(await session.line(statements.countObjects(database))),
	};
}

/** What tables hold. */
export type ReadTable = MariadbTable & {
	/** How many values a dump does not write exactly. */
	readonly inexact: number;
};

/** Counts and digests tables, within the session's transaction. @param onTable called before each table */
export async function readTables(
	session: MariadbSession,
	where: { readonly database: string; readonly marker: string },
	{ columns }: Pick<Structure, 'columns'>,
	tables: readonly ListedTable[],
	onTable: (done: number, total: number) => void = () => {},
): Promise<readonly ReadTable[]> {
	const read: ReadTable[] = [];
	for (const { name, type } of tables) {
		onTable(read.length, tables.length);
		const statement =
			type === 'SEQUENCE'
				? statements.sequenceDigest(where.database, name, where.marker)
				: statements.countAndDigest(where.database, name, columns.get(name) ?? [], where.marker);
		read.push({ name, ...parseCount(await session.line(statement)) });
	}
	onTable(tables.length, tables.length);
	return read;
}

/** What a restored database holds, all of it. */
export async function readContent(
	session: MariadbSession,
	where: { readonly database: string; readonly marker: string },
	onTable?: (done: number, total: number) => void,
): Promise<{ readonly tables: MariadbTable[]; readonly objects: Record<string, number> }> {
	const structure = await readStructure(session, where.database);
	const tables = await readTables(session, where, structure, structure.tables, onTable);
	return {
		tables: tables.map(({ name, rows, digest }) => ({ name, rows, digest })),
		objects: { ...structure.objects },
	};
}

/** What a dump does not keep, or not for certain, a sentence each. */
export function warningsOf({ tables, columns }: Structure, read: readonly ReadTable[]): string[] {
	const lossy = read.filter(({ inexact }) => inexact > 0);
	const unsteady = tables.filter((table) => isUnsteady(table) && table.type !== 'SEQUENCE');
	const versioned = tables.filter(({ type }) => type === 'SYSTEM VERSIONED');
	return [
		...unsteady.map(
			({ name, engine }) =>
				`table ${name} (${engine}) is not transactional: what was written to it while it was dumped may be there in part`,
		),
		...versioned.map(({ name }) => `table ${name}: a dump keeps its present rows and not their history`),
		...lossy.map(
			({ name, inexact }) =>
				`table ${name}: ${inexact} values of ${(columns.get(name) ?? [])
					.filter(({ type }) => type === 'float')
					.map((column) => column.name)
					.join(', ')} (FLOAT) are dumped with six digits and lose the rest`,
		),
	];
}
