import { z } from 'zod';

/** One file of a restore point. */
export const artifactSchema = z.object({
	/** What it is to its part, e.g. `dump`, `archive`, `copy`. */
	role: z.string(),
	/** File name within the restore point. */
	file: z.string(),
	/** As it lies there, compressed. */
	bytes: z.number(),
	/** Of the file as it lies there. */
	sha256: z.string(),
	/** Bytes before compression; absent for what is not compressed. */
	rawBytes: z.number().optional(),
});

export type Artifact = z.infer<typeof artifactSchema>;
