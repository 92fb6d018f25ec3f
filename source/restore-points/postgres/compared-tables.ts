import type { KeyOrder } from '../writes/merge-rows.ts';

/** A table as `listColumns` tells it. */
export type TableShape = {
	readonly schema: string;
	readonly table: string;
	readonly columns: readonly {
		readonly name: string;
		/** As `format_type` writes it. */
		readonly type: string;
		/** True where PostgreSQL computes it: nothing can be written there. */
		readonly generated: boolean;
	}[];
	/** Columns of its primary key, then of its other unique keys without NULL. */
	readonly keys: readonly (readonly string[])[];
	/** Other tables that its foreign keys refer to, `schema.table`. */
	readonly references: readonly string[];
};

/** A table that both sides have. */
export type ComparedTable = {
	/** `schema.table`. */
	readonly name: string;
	readonly saved: TableShape;
	readonly now: TableShape;
	/** Columns whose values are compared, in one order for both sides. */
	readonly columns: readonly string[];
	/** Columns of one side only, or of a type that cannot be compared. */
	readonly leftOut: readonly string[];
	/** The key that both sides have; undefined when there is none. */
	readonly key:
		| readonly { readonly column: string; readonly order: KeyOrder; readonly type: string }[]
		| undefined;
};

/** Of `listColumns`. */
export const parseShapes = (lines: readonly string[]): readonly TableShape[] =>
	lines.map((line) => JSON.parse(line));

export const nameOf = ({ schema, table }: Pick<TableShape, 'schema' | 'table'>): string =>
	`${schema}.${table}`;

/** The revision is told elsewhere, and nobody wrote it by hand. */
const notData = new Set(['alembic_version']);

/** Which tables can be compared, and how; a migration may have made, altered or dropped any of them. */
export function pairTables(
	saved: readonly TableShape[],
	now: readonly TableShape[],
): {
	readonly both: readonly ComparedTable[];
	readonly onlySaved: readonly TableShape[];
	readonly onlyNow: readonly TableShape[];
} {
	const data = (shapes: readonly TableShape[]) => shapes.filter(({ table }) => !notData.has(table));
	const before = new Map(data(saved).map((shape) => [nameOf(shape), shape]));
	const after = new Map(data(now).map((shape) => [nameOf(shape), shape]));
	return {
		both: [...before].flatMap(([name, shape]) => {
			const other = after.get(name);
			return other ? [pair(shape, other)] : [];
		}),
		onlySaved: [...before].flatMap(([name, shape]) => (after.has(name) ? [] : [shape])),
		onlyNow: [...after].flatMap(([name, shape]) => (before.has(name) ? [] : [shape])),
	};
}

function pair(saved: TableShape, now: TableShape): ComparedTable {
	const types = new Map(now.columns.map(({ name, type }) => [name, type]));
	const columns = saved.columns
		.filter(({ name, type }) => readsAlike(type, types.get(name)))
		.map(({ name }) => name);
	const compared = new Set(columns);
	const leftOut = new Set(
		[...saved.columns, ...now.columns].map(({ name }) => name).filter((name) => !compared.has(name)),
	);
	const key = saved.keys.find(
		(candidate) =>
			candidate.every((column) => compared.has(column)) &&
			now.keys.some((other) => other.join('\0') === candidate.join('\0')),
	);
	return {
		name: nameOf(saved),
		saved,
		now,
		columns,
		leftOut: [...leftOut],
		key: key?.map((column) => ({
			column,
			type: types.get(column) ?? '',
			order: orderOf(types.get(column) ?? ''),
		})),
	};
}

const families: readonly RegExp[] = [
	/^(?:smallint|integer|bigint)$/,
	/^(?:text|character varying(?:\(\d+\))?)$/,
];

/** Whether equal values of both types have the same text. */
const readsAlike = (saved: string, now: string | undefined): boolean =>
	now !== undefined && (saved === now || families.some((family) => family.test(saved) && family.test(now)));

const orderOf = (type: string): KeyOrder => (families[0]?.test(type) ? 'number' : 'bytes');

/** Tables in an order in which their foreign keys find what they refer to; a circle stays as it was listed. */
export function byReferences<T extends { readonly saved: TableShape }>(tables: readonly T[]): readonly T[] {
	const sorted: T[] = [];
	const visited = new Set<string>();
	const byName = new Map(tables.map((table) => [nameOf(table.saved), table]));
	const visit = (table: T) => {
		const name = nameOf(table.saved);
		if (visited.has(name)) return;
		visited.add(name);
		for (const reference of table.saved.references) {
			const other = byName.get(reference);
			if (other) visit(other);
		}
		sorted.push(table);
	};
	for (const table of tables) visit(table);
	return sorted;
}
