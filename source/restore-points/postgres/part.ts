import { z } from 'zod';
import { artifactSchema } from '../artifact/artifact.ts';
import type { ExternalServer } from './external-server.ts';

/** A database of the stack: what runs its server, and who owns it. */
export type DatabasePlace = {
	/** Compose service; of a server outside of the stack, its name. */
	readonly service: string;
	readonly external?: ExternalServer;
	readonly user: string;
	readonly database: string;
};

/** What a table holds. */
export const tableSchema = z.object({
	/** `schema.table`. */
	name: z.string(),
	rows: z.number(),
	/** Sum over all rows of a 64-bit hash of the row, decimal; the order of rows does not matter. */
	digest: z.string(),
	/** `values`: the hash is PostgreSQL's own of the row's values. Absent: of the row's text. */
	hashed: z.literal('values').optional(),
});

const settingsSchema = z.object({
	owner: z.string(),
	encoding: z.string(),
	collate: z.string(),
	ctype: z.string(),
	/** `libc`, `icu` or `builtin`. */
	provider: z.string().optional(),
	locale: z.string().optional(),
	/** What `ALTER DATABASE … SET` made; without a role: for everybody. */
	parameters: z.array(z.object({ role: z.string().nullable(), setting: z.string() })).optional(),
	/** Rights on the database itself; empty when they are PostgreSQL's own. */
	grants: z
		.array(z.object({ role: z.string().nullable(), privilege: z.string(), grantable: z.boolean() }))
		.optional(),
});

const physicalSchema = z.object({
	/** Directory within the restore point, a data directory that a server of the same major version starts from. */
	directory: z.string(),
	files: z.number(),
	bytes: z.number(),
	/** Of its `backup_manifest`, which holds a checksum of every other file. */
	manifestSha256: z.string(),
	/** Transactions that wrote between the dump's moment and the copy's, autovacuum's too; 0: both hold the same rows. */
	writesAfterDump: z.number().optional(),
	/** Names of all databases of the server: a copy holds them all. */
	databases: z.array(z.string()).optional(),
	/** Unlogged tables, `schema.table`: they come back empty from it, as after a crash. */
	unlogged: z.array(z.string()),
	/** What it held when it was started for a proof. */
	tables: z.array(tableSchema).optional(),
});

/** A saved PostgreSQL database. */
export const postgresPart = z.object({
	kind: z.literal('postgres'),
	/**
	 * `dump`: `pg_dump`'s custom format inside a zstd frame, good for any server of the same or a newer major
	 * version. `globals`: roles and tablespaces as SQL. Neither is there when only a physical copy was wanted.
	 */
	artifacts: z.array(artifactSchema),
	/** Compose service; of a server outside of the stack, its name. */
	service: z.string(),
	/** Set when its server is outside of the stack: id of the image whose programs saved it. */
	outside: z.object({ image: z.string() }).optional(),
	user: z.string(),
	database: z.string(),
	/** Output of `SHOW server_version`. */
	server: z.string(),
	tables: z.array(tableSchema),
	/** Bytes of all its tables on the server's disk, their indexes not counted. */
	tableBytes: z.number(),
	/** How the database was created; what a new one is created like. */
	settings: settingsSchema,
	/** Roles beside the user that the server has: a load fails when an owner is missing. */
	roles: z.array(z.string()),
	/** Role that made the cluster: a throw-away server is made by the same, or its grants cannot be repeated. */
	bootstrap: z.string(),
	/** Output of `SHOW shared_preload_libraries`; empty when there are none. */
	preload: z.string(),
	/** How many of each kind: indexes, constraints, views, … A dump cut before its indexes has all rows. */
	objects: z.record(z.string(), z.number()),
	/** Object ids of indexes that hold no rule, only speed: a proof of the data may leave them out. */
	secondaryIndexes: z.array(z.number()),
	/** Bytes of those on the server's disk. */
	secondaryIndexBytes: z.number(),
	/** The fast way back on the same major version. */
	physical: physicalSchema.optional(),
	/** Why there is no physical copy; absent when there is one, or none was wanted. */
	withoutPhysical: z.string().optional(),
	/** Why there are no globals. */
	withoutGlobals: z.string().optional(),
});

export type PostgresPart = z.infer<typeof postgresPart>;
export type TableContent = z.infer<typeof tableSchema>;
export type PhysicalCopy = z.infer<typeof physicalSchema>;
