/** Tables with their columns and definitions, and unique constraints by name. The sync makes a database equal to it. */
export type Schema = {
	tables: Readonly<Record<string, Readonly<Record<string, string>>>>;
	unique: Readonly<Record<string, readonly [table: string, column: string]>>;
};

type Change = {
	/** Tables that come, or columns that come to a table. */
	add?: Schema['tables'];
	/** Columns as `table.column`, or whole tables. */
	drop?: readonly string[];
	unique?: Schema['unique'];
};

/** The schema that a later version brings. */
export function changed({ tables, unique }: Schema, change: Change): Schema {
	const merged = Object.entries(change.add ?? {}).map(([table, columns]) => [
		table,
		{ ...tables[table], ...columns },
	]);
	const all: Schema['tables'] = { ...tables, ...Object.fromEntries(merged) };
	const stays = (name: string) => !change.drop?.includes(name);
	return {
		tables: Object.fromEntries(
			Object.entries(all)
				.filter(([table]) => stays(table))
				.map(([table, columns]) => [
					table,
					Object.fromEntries(Object.entries(columns).filter(([column]) => stays(`${table}.${column}`))),
				]),
		),
		unique: change.unique ?? unique,
	};
}
