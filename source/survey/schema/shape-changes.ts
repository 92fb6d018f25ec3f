import { count, inWords } from '../../text/list.ts';

/** A database's columns, e.g. `dashboards.title text not null`; outside of `public` with their schema before them. Sorted. */
export type SchemaShape = readonly string[];

export type ShapeChanges = {
	/** Gone with all that was in it: tables, and columns of tables that are still there. */
	readonly dropped: readonly string[];
	readonly added: readonly string[];
	/** Columns with another type than before, or that may be empty now, or no more. */
	readonly changed: readonly string[];
};

/** What differs between two shapes of one schema; columns of a table that came or went are not named one by one. */
export function shapeChanges(before: SchemaShape, after: SchemaShape): ShapeChanges {
	const [old, now] = [tablesOf(before), tablesOf(after)];
	const changes = { dropped: lacking(old, now), added: lacking(now, old), changed: [] as string[] };
	for (const [table, columns] of old)
		for (const [column, kind] of columns) {
			const other = now.get(table)?.get(column);
			if (other !== undefined && other !== kind)
				changes.changed.push(`${table}.${column} from ${kind} to ${other}`);
		}
	return changes;
}

/** In a sentence's clauses, what is lost first; at most so many names of each. */
export function changesInWords({ dropped, added, changed }: ShapeChanges, most = 6): readonly string[] {
	const named = (names: readonly string[]) =>
		names.length > most
			? `${names.slice(0, most).join(', ')} and ${names.length - most} more`
			: inWords(names);
	return [
		...(dropped.length > 0 ? [`dropped ${named(dropped)}`] : []),
		...(changed.length > 0 ? [`changed ${named(changed)}`] : []),
		...(added.length > 0 ? [`added ${named(added)}`] : []),
	];
}

/** `9 tables with 61 columns`. */
export function shapeInWords(shape: SchemaShape): string {
	const tables = tablesOf(shape);
	const columns = [...tables.values()].reduce((sum, { size }) => sum + size, 0);
	return `${count(tables.size, 'table')} with ${count(columns, 'column')}`;
}

type Tables = ReadonlyMap<string, ReadonlyMap<string, string>>;

function lacking(from: Tables, other: Tables): readonly string[] {
	const names: string[] = [];
	for (const [table, columns] of from) {
		const there = other.get(table);
		if (there) {
			for (const column of columns.keys()) if (!there.has(column)) names.push(`${table}.${column}`);
		} else names.push(`table ${table}`);
	}
	return names;
}

/** A quoted name may have dots and spaces. */
const line =
	/^((?:(?:"(?:[^"]|"")*"|[^".\s]+)\.)?(?:"(?:[^"]|"")*"|[^".\s]+))\.("(?:[^"]|"")*"|[^".\s]+) (.*)$/;

function tablesOf(shape: SchemaShape): Tables {
	const tables = new Map<string, Map<string, string>>();
	for (const text of shape) {
		const [, table = text, column, kind = ''] = line.exec(text) ?? [];
		const columns = tables.get(table) ?? new Map<string, string>();
		if (column !== undefined) columns.set(column, kind);
		tables.set(table, columns);
	}
	return tables;
}
