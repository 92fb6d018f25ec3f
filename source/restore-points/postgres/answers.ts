import type { TableContent } from './part.ts';
import type { DatabaseSettings } from './statements.ts';

/** Reads what psql prints for the statements in `statements.ts`: lines without a table drawn. */

/** The one line of an answer. @throws Error when there is none or more than one */
export function onlyLine(lines: readonly string[], statement: string): string {
	const [line] = lines;
	if (lines.length !== 1 || line === undefined)
		throw new Error(
			`Expected one line from psql for “${statement}”, got ${lines.length}: ${lines.slice(0, 3).join(' / ')}`,
		);
	return line;
}

/** A table as the server lists it. */
export type ListedTable = {
	readonly schema: string;
	readonly table: string;
	/** True when its rows can be hashed by their values. */
	readonly byValues: boolean;
};

/** Of `listTables` and `listUnlogged`. */
export function parseTables(lines: readonly string[]): readonly ListedTable[] {
	return lines.map((line) => {
		const value: unknown = JSON.parse(line);
		if (Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string')
			return { schema: value[0], table: value[1], byValues: value[2] === true };
		throw new Error(`Expected a schema and a table from psql, got: ${line}`);
	});
}

/** `rows|digest`. */
export function parseCount(line: string): { rows: number; digest: string } {
	const found = /^(\d+)\|(-?\d+)$/.exec(line);
	if (!found?.[1] || !found[2]) throw new Error(`Expected a row count and a digest from psql, got: ${line}`);
	return { rows: Number(found[1]), digest: found[2] };
}

/** Of `listParameters` and `listGrants`. */
export const parseParameters = (lines: readonly string[]): { role: string | null; setting: string }[] =>
	lines.map((line) => JSON.parse(line));
export const parseGrants = (
	lines: readonly string[],
): { role: string | null; privilege: string; grantable: boolean }[] => lines.map((line) => JSON.parse(line));

export const parseNames = (lines: readonly string[]): readonly string[] =>
	lines.map((line) => String(JSON.parse(line)));

export const parseObjects = (line: string): Record<string, number> => JSON.parse(line);

/** Who holds a database open. */
export type DatabaseSession = {
	readonly pid: number;
	readonly user: string;
	readonly application: string;
	readonly address: string;
	readonly state: string;
};
export const parseSessions = (lines: readonly string[]): readonly DatabaseSession[] =>
	lines.map((line) => JSON.parse(line));

const providers: Readonly<Record<string, string>> = { c: 'libc', i: 'icu', b: 'builtin' };

/** Columns for the locale came with PostgreSQL 15 (`daticulocale`) and changed with 17 (`datlocale`). */
export function parseSettings(line: string): Omit<DatabaseSettings, 'parameters' | 'grants'> {
	const { owner, encoding, catalog } = JSON.parse(line) as {
		owner: string;
		encoding: string;
		catalog: Record<string, string | null>;
	};
	const provider = providers[catalog.datlocprovider ?? ''];
	const locale = catalog.datlocale ?? catalog.daticulocale ?? undefined;
	return {
		owner,
		encoding,
		collate: catalog.datcollate ?? 'C',
		ctype: catalog.datctype ?? 'C',
		...(provider ? { provider } : {}),
		...(locale ? { locale } : {}),
	};
}

/** A person's words for what differs between a restore point and a load of it; empty when nothing does. */
export function contentDifferences(
	expected: { tables: readonly TableContent[]; objects?: Readonly<Record<string, number>> | undefined },
	found: { tables: readonly TableContent[]; objects?: Readonly<Record<string, number>> | undefined },
): readonly string[] {
	const there = new Map(found.tables.map((table) => [table.name, table]));
	const names = new Set(expected.tables.map((table) => table.name));
	return [
		...expected.tables.flatMap((table) => tableDifference(table, there.get(table.name))),
		...found.tables
			.filter((table) => !names.has(table.name))
			.map((table) => `table ${table.name}: not in the restore point, ${table.rows} rows found`),
		...Object.entries(expected.objects ?? {})
			.filter(([kind, count]) => (found.objects?.[kind] ?? 0) !== count)
			.map(([kind, count]) => `${kind}: ${count} expected, ${found.objects?.[kind] ?? 0} found`),
	];
}

function tableDifference(expected: TableContent, found: TableContent | undefined): readonly string[] {
	if (!found) return [`table ${expected.name}: missing, ${expected.rows} rows expected`];
	if (found.rows !== expected.rows)
		return [`table ${expected.name}: ${expected.rows} rows expected, ${found.rows} found`];
	if (found.digest !== expected.digest)
		return [`table ${expected.name}: its ${found.rows} rows have another content`];
	return [];
}
