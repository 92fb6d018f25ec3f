import { z } from 'zod';
import { artifactSchema } from '../artifact/artifact.ts';

/** A MariaDB or MySQL database: the Compose service that runs its server, and as whom it is asked. */
export type MariadbPlace = {
	readonly service: string;
	readonly user: string;
	readonly database: string;
	/**
	 * Name of the container's variable with the password, as `MARIADB_PASSWORD`; the same with `_FILE` behind it
	 * counts too. The password itself is nowhere but in the container and, while it is used, in memory.
	 */
	readonly passwordVariable?: string | undefined;
};

const tableSchema = z.object({
	/** Table or sequence. */
	name: z.string(),
	rows: z.number(),
	/** Sum over all rows of 64 bits of the md5 of the row, decimal; the order of rows does not matter. */
	digest: z.string(),
});

/** A saved MariaDB or MySQL database. */
export const mariadbPart = z.object({
	kind: z.literal('mariadb'),
	/** `dump`: SQL inside a zstd frame. `users`: accounts and their rights as SQL. */
	artifacts: z.array(artifactSchema),
	service: z.string(),
	user: z.string(),
	database: z.string(),
	passwordVariable: z.string().optional(),
	/** Output of `SELECT VERSION()`. */
	server: z.string(),
	/** What a new database is created like. */
	settings: z.object({
		characterSet: z.string(),
		collation: z.string(),
		sqlMode: z.string(),
		/** `lower_case_table_names`: whether names of tables are told apart by case. */
		lowerCaseNames: z.number(),
	}),
	tables: z.array(tableSchema),
	/**
	 * Tables that were written to in the moment between the dump's start and the count: what they hold is not known
	 * until a proof has loaded the dump, and then it is what was loaded.
	 */
	written: z.array(z.string()),
	/** Those of which a proof's load is the only reference. */
	knownFromLoad: z.array(z.string()).optional(),
	/** How many of each kind: views, triggers, … A dump cut before its end has all rows. */
	objects: z.record(z.string(), z.number()),
	/** What a dump of this database does not keep, or not for certain, a sentence each. */
	warnings: z.array(z.string()),
	/** Why there are no users. */
	withoutUsers: z.string().optional(),
});

export type MariadbPart = z.infer<typeof mariadbPart>;
export type MariadbTable = z.infer<typeof tableSchema>;
