import { z } from 'zod';
import { OperatorError } from '../../host/errors.ts';
import { type Artifact, artifactSchema } from '../artifact/artifact.ts';

/** A SQLite database: a file of the host, or one inside a volume. */
export type SqlitePlace = {
	/** Absolute; within the volume when there is one. */
	readonly path: string;
	/** Key in the Compose file and name for the engine. */
	readonly volume?: { readonly key: string; readonly name: string };
	/** True when the app has it open for as long as it runs. */
	readonly keptOpen?: boolean;
};

export const contentSchema = z.object({
	tables: z.array(
		z.object({
			name: z.string(),
			rows: z.number(),
			/** sha256 over type and bytes of every stored value, in the order the rows are stored. */
			digest: z.string(),
		}),
	),
	/** sha256 over type, name and SQL of all that was created. */
	schema: z.string(),
	userVersion: z.number(),
	applicationId: z.number(),
	/** What the table `alembic_version` says. */
	revision: z.string().optional(),
	/** How many rows name a parent that is not there; SQLite lets that be unless it is told otherwise. */
	orphans: z.number(),
	/** What `integrity_check` could not look at: the app brings a function, collation or module of its own. */
	unchecked: z.string().optional(),
});

/** A saved SQLite database: one artifact, `database`, the file inside a zstd frame. */
export const sqlitePart = contentSchema.extend({
	kind: z.literal('sqlite'),
	artifacts: z.array(artifactSchema),
	/** Absolute, links followed; within the volume when there is one. */
	path: z.string(),
	volume: z.object({ key: z.string(), name: z.string() }).optional(),
	/**
	 * The archived directory that it lies in, left out of the archive, and comes back with; absolute, links followed;
	 * within the volume when there is one, where the empty text is all of it.
	 */
	archivedIn: z.string().optional(),
	/** Of the file. */
	owner: z.object({ uid: z.number(), gid: z.number(), mode: z.number() }),
});

export type SqliteContent = z.infer<typeof contentSchema>;
export type SqlitePart = z.infer<typeof sqlitePart>;

/** @throws OperatorError when the manifest names none */
export function databaseOf(part: SqlitePart): Artifact {
	const [database] = part.artifacts;
	if (database) return database;
	throw new OperatorError(`The manifest names no copy of the SQLite database ${part.path}.`, {
		exit: 3,
		advice: ['Choose another restore point.'],
	});
}

/** What differs between what was saved and what was found, a clause each. */
export function differences(saved: SqliteContent, found: SqliteContent): readonly string[] {
	const tables = new Map(found.tables.map((table) => [table.name, table]));
	const names = new Set(saved.tables.map(({ name }) => name));
	return [
		...saved.tables.flatMap((table) => {
			const other = tables.get(table.name);
			if (!other) return [`table ${table.name} is missing`];
			if (other.rows !== table.rows)
				return [`table ${table.name}: expected ${table.rows} rows, found ${other.rows}`];
			return other.digest === table.digest
				? []
				: [`table ${table.name}: ${table.rows} rows, with other values`];
		}),
		...found.tables
			.filter(({ name }) => !names.has(name))
			.map(({ name }) => `table ${name} was not there when it was saved`),
		...(saved.schema === found.schema ? [] : ['tables, indexes, views or triggers are defined otherwise']),
		...(['userVersion', 'applicationId', 'orphans', 'revision'] as const).flatMap((key) =>
			saved[key] === found[key] ? [] : [`${key}: expected ${saved[key]}, found ${found[key]}`],
		),
	];
}
