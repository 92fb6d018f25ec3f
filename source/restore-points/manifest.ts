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
		}),
	),
	files: z.array(artifact.extend({ path: z.string() })),
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
});

export type Manifest = z.infer<typeof manifestSchema>;
export type TableContent = z.infer<typeof table>;
