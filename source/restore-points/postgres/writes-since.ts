// Touches the world: compares a database in use with the one that was restored beside it.
import type { RestorePointContext } from '../context.ts';
import type { RestoredBeside } from '../data-kind.ts';
import { meter } from '../progress.ts';
import { csvRecords, firstFields } from '../writes/csv-records.ts';
import { type KeyedRow, type RowDifference, rowDifferences } from '../writes/merge-rows.ts';
import type { TableWrites, Writes } from '../writes/writes.ts';
import { onlyLine, parseCount } from './answers.ts';
import { type BothSides, withBothSides } from './both-sides.ts';
import { type ComparedTable, nameOf, pairTables, parseShapes, type TableShape } from './compared-tables.ts';
import { copyOut, openReader, type Side } from './copy-out.ts';
import type { PostgresPart } from './part.ts';
import { query } from './server.ts';
import { transactionsBegun } from './statements.ts';
import { askingServer } from './with-server.ts';
import { copyKeyed, countAndDigestColumns, countRows, listColumns } from './write-statements.ts';

type Counted = { readonly rows: number; readonly digest: string };

/** A table that both sides have, and that differs. */
export type DifferingTable = ComparedTable & {
	readonly rows: { readonly saved: number; readonly now: number };
};

/** What differs, before any row was looked at. */
export type Differing = {
	/** How many transactions that write had begun. */
	readonly begun: number;
	readonly compared: number;
	readonly tables: readonly DifferingTable[];
	/** Those that hold the same, but whose columns are not the same. */
	readonly altered: readonly ComparedTable[];
	readonly onlySaved: readonly { readonly shape: TableShape; readonly rows: number }[];
	readonly onlyNow: readonly { readonly shape: TableShape; readonly rows: number }[];
};

/** Rows new, changed and deleted in each table, by key. Both sides are only read. */
export async function postgresWritesSince(
	context: RestorePointContext,
	point: RestoredBeside,
	part: PostgresPart,
): Promise<Writes> {
	return withBothSides(context, point, part, async (sides) => {
		const found = await findDiffering(context, sides, part.database);
		const tables: TableWrites[] = [];
		for (const table of found.tables) tables.push(await compareRows(context, sides, table));
		return {
			of: 'tables',
			compared: found.compared,
			begun: found.begun,
			tables: [
				...tables,
				...found.altered.map((table) => ({ ...noWrites, ...about(table) })),
				...found.onlyNow.map(({ shape, rows }) => ({ told: 'only now' as const, name: nameOf(shape), rows })),
				...found.onlySaved.map(({ shape, rows }) => ({
					told: 'only saved' as const,
					name: nameOf(shape),
					rows,
				})),
			],
		};
	});
}

/** Of the whole server: those of autovacuum and of other databases count as well, so it is the most there can be. */
export async function postgresWrittenAfter(
	context: RestorePointContext,
	part: PostgresPart,
	writes: Writes,
): Promise<number | undefined> {
	const before = writes.of === 'tables' ? writes.begun : undefined;
	if (before === undefined) return undefined;
	const lines = await askingServer(context, part, (server) =>
		query(context, server, part.database, transactionsBegun),
	);
	return Number(onlyLine(lines, transactionsBegun)) - before;
}

const noWrites = { told: 'rows', new: 0, changed: 0, deleted: 0 } as const;
const about = ({ name, leftOut }: ComparedTable) => ({
	name,
	...(leftOut.length > 0 ? { leftOut: [...leftOut] } : {}),
});

/** Counts and digests every table within both servers: most are equal, and need no row to be sent. */
export async function findDiffering(
	context: RestorePointContext,
	{ saved, now }: BothSides,
	database: string,
): Promise<Differing> {
	const before = await openReader(context, saved);
	try {
		const after = await openReader(context, now);
		try {
			const begun = Number(onlyLine(await after.ask(transactionsBegun), transactionsBegun));
			const shapes = {
				saved: parseShapes(await before.ask(listColumns)),
				now: parseShapes(await after.ask(listColumns)),
			};
			const { both, onlySaved, onlyNow } = pairTables(shapes.saved, shapes.now);
			const progress = meter(context.onProgress, {
				label: `comparing database ${database}`,
				unit: 'items',
				total: both.length * 2,
			});
			const counts = async (session: typeof before, side: 'saved' | 'now') => {
				const counted: Counted[] = [];
				for (const table of both) {
					const statement = countAndDigestColumns(table, side);
					counted.push(parseCount(onlyLine(await session.ask(statement), statement)));
					progress.add(1);
				}
				return counted;
			};
			const rowsOf = async (session: typeof before, tables: readonly TableShape[]) => {
				const counted: { shape: TableShape; rows: number }[] = [];
				for (const shape of tables)
					counted.push({ shape, rows: Number(onlyLine(await session.ask(countRows(shape)), 'count')) });
				return counted;
			};
			// One after the other: the server in use has the app to serve as well.
			const nowCounts = await counts(after, 'now');
			const alone = { now: await rowsOf(after, onlyNow), saved: await rowsOf(before, onlySaved) };
			const savedCounts = await counts(before, 'saved');
			progress.end();
			const pairs = both.map((table, index) => ({
				table,
				saved: savedCounts[index] as Counted,
				now: nowCounts[index] as Counted,
			}));
			const differs = ({ saved: old, now: new_ }: (typeof pairs)[number]) =>
				old.rows !== new_.rows || old.digest !== new_.digest;
			return {
				begun,
				compared: both.length,
				tables: pairs
					.filter(differs)
					.map((pair) => ({ ...pair.table, rows: { saved: pair.saved.rows, now: pair.now.rows } })),
				altered: pairs
					.filter((pair) => !differs(pair) && pair.table.leftOut.length > 0)
					.map(({ table }) => table),
				onlySaved: alone.saved,
				onlyNow: alone.now,
			};
		} finally {
			await after.close();
		}
	} finally {
		await before.close();
	}
}

async function compareRows(
	context: RestorePointContext,
	sides: BothSides,
	table: DifferingTable,
): Promise<TableWrites> {
	if (!table.key) return { told: 'number', ...table.rows, ...about(table) };
	const found = { new: 0, changed: 0, deleted: 0 };
	for await (const batch of differencesOf(context, sides, table, { saved: [], now: [] }))
		for (const { is } of batch) found[is] += 1;
	return { told: 'rows', ...found, ...about(table) };
}

/** Rows of a table that differ, with the columns that are asked for. @param row columns of each side's rows */
export function differencesOf(
	context: RestorePointContext,
	{ saved, now }: BothSides,
	table: DifferingTable,
	row: { readonly saved: readonly string[]; readonly now: readonly string[] },
): AsyncIterable<readonly RowDifference[]> {
	const progress = meter(context.onProgress, {
		label: `comparing rows of ${table.name}`,
		unit: 'items',
		total: table.rows.saved + table.rows.now,
	});
	const keys = table.key?.length ?? 0;
	const rows = (side: Side, statement: string) =>
		keyedRows(copyOut(context, side, statement), keys, (read) => progress.add(read));
	return rowDifferences(
		rows(saved, copyKeyed(table, 'saved', row.saved)),
		rows(now, copyKeyed(table, 'now', row.now)),
		(table.key ?? []).map(({ order }) => order),
	);
}

async function* keyedRows(
	bytes: AsyncIterable<Uint8Array>,
	keys: number,
	onRows: (read: number) => void,
): AsyncGenerator<readonly KeyedRow[]> {
	for await (const records of csvRecords(bytes)) {
		onRows(records.length);
		yield records.map((record) => {
			const { fields, rest } = firstFields(record, keys + 1);
			return { key: fields.slice(0, keys), digest: fields[keys] ?? '', row: rest };
		});
	}
}
