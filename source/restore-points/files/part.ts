import { z } from 'zod';
import { artifactSchema } from '../artifact/artifact.ts';

/** Single files: the Compose file, the env files. */
export type FilesPlace = {
	/** Absolute. */
	readonly paths: readonly string[];
};

/** Saved single files, an artifact `copy` each. */
export const filesPart = z.object({
	kind: z.literal('files'),
	artifacts: z.array(
		artifactSchema.extend({
			/** Absolute path on the host. */
			path: z.string(),
			/** Permission bits of the original; the copy is 0600. */
			mode: z.number(),
		}),
	),
});

export type FilesPart = z.infer<typeof filesPart>;
