import { z } from 'zod';

const artifact = z.object({
	/** File name within the restore point. */
	file: z.string(),
	bytes: z.number(),
	/** Of the file as it lies there, compressed. */
	sha256: z.string(),
});

const table = z.object({
	/** `schema.table`. */
	name: z.string(),
	rows: z.number(),
	/** Sum over all rows of a 60-bit piece of md5(row), decimal; the order of rows does not matter. */
	digest: z.string(),
});

const databaseSettings = z.object({
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

/** What a restore point holds and how far it was proven. Written last: without it there is no restore point. */
export const manifestSchema = z.object({
	format: z.literal(1),
	/** Directory name, `<time>-<version>`. */
	id: z.string(),
	run: z.string(),
	app: z.string(),
	stack: z.string(),
	/** ISO 8601. */
	takenAt: z.string(),
	version: z.string(),
	lockkeeper: z.string(),
	images: z.array(
		z.object({ service: z.string(), reference: z.string(), id: z.string(), digest: z.string().optional() }),
	),
	schemaRevision: z.string().optional(),
	databases: z.array(
		artifact.extend({
			service: z.string(),
			user: z.string(),
			database: z.string(),
			/** Output of `SHOW server_version`. */
			server: z.string(),
			tables: z.array(table),
			/** Bytes of the dump before compression. */
			rawBytes: z.number(),
			/** How the database was created; what a new one is created like. */
			settings: databaseSettings.optional(),
			/** Roles beside the user that the server has: a load fails when an owner is missing. */
			roles: z.array(z.string()).optional(),
			/** Output of `SHOW shared_preload_libraries`; empty when there are none. */
			preload: z.string().optional(),
			/** How many of each kind: indexes, constraints, views, … A dump cut before its indexes has all rows. */
			objects: z.record(z.string(), z.number()).optional(),
		}),
	),
	directories: z.array(
		artifact.extend({
			/** Absolute path on the host. */
			path: z.string(),
			except: z.array(z.string()),
			/** Files and links archived, directories not counted. */
			files: z.number(),
			/** Names of files that changed while they were read. */
			changed: z.array(z.string()),
			/** Names left out by tar: sockets, and directories where another file system begins. */
			skipped: z.array(z.string()).optional(),
			/** Bytes of the archive before compression. */
			rawBytes: z.number().optional(),
			/** Of `tar --list`'s lines: mode, owner, size, time, name and link of each entry. */
			list: z.object({ entries: z.number(), sha256: z.string() }).optional(),
		}),
	),
	files: z.array(
		artifact.extend({
			path: z.string(),
			/** Permission bits of the original; the copy is 0600. */
			mode: z.number().optional(),
		}),
	),
	proof: z.object({
		/** `restored`: loaded into a throw-away database and compared. `read back`: artifacts read and hashed. */
		kind: z.enum(['restored', 'read back', 'none']),
		/** ISO 8601; empty with kind `none`. */
		at: z.string(),
		/** Milliseconds the load took: what a way back would take. */
		restoreTook: z.number(),
		/** What was compared, a sentence. */
		detail: z.string(),
	}),
	/** sha256 of all the rest of this manifest, see `seal.ts`: an edit is noticed. */
	seal: z.string().optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type TableContent = z.infer<typeof table>;
