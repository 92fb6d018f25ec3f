import { z } from 'zod';
import { artifactSchema } from '../artifact/artifact.ts';
import { contents, packings } from './formats.ts';

/** A backup script of the app's vendor. */
export type ScriptPlace = {
	/** Program and arguments; a program with a slash is relative to the stack's directory, another is on PATH. */
	readonly run: readonly string[];
	/** Absolute path of the directory that it writes into. */
	readonly writes: string;
	/** Names of the variables it is given. */
	readonly variables: readonly string[];
	/** Their values; asked for when it is run, so that a place as text never holds a secret. */
	readonly environment: () => Readonly<Record<string, string>>;
	/** Why it cannot work here, a clause: then it is not run. */
	readonly skipped?: string;
};

/** What a vendor's script wrote, an artifact `copy` each; none when it was not run. */
export const scriptPart = z.object({
	kind: z.literal('script'),
	artifacts: z.array(
		artifactSchema.extend({
			/** Within the directory that the script wrote into. */
			path: z.string(),
			/** What it was when it was read to its end; absent when that cannot be told. */
			packing: z.enum(packings).optional(),
			content: z.enum(contents).optional(),
		}),
	),
	run: z.array(z.string()),
	/** Absolute path on the host. */
	writes: z.string(),
	/** What else it made: links, sockets. They are not copied. */
	leftOut: z.array(z.string()),
	/** Why it was not run, a clause. */
	skipped: z.string().optional(),
});

export type ScriptPart = z.infer<typeof scriptPart>;
export type WrittenArtifact = ScriptPart['artifacts'][number];
