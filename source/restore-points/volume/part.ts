import { z } from 'zod';
import { OperatorError } from '../../host/errors.ts';
import { type Artifact, artifactSchema } from '../artifact/artifact.ts';
import { archiveSchema } from '../directory/part.ts';

/** A volume of the engine's. */
export type VolumePlace = {
	/** In the Compose file. */
	readonly key: string;
	/** For the engine: with the project's prefix, or the name it was given. */
	readonly name: string;
	/** Names of top-level entries that are neither archived nor swapped. */
	readonly except: readonly string[];
	/** Services that mount it, and where. */
	readonly users: readonly { readonly service: string; readonly target: string }[];
	/** Images of the stack, references or ids, those of the users first. */
	readonly images: readonly string[];
	/** True when whatever writes into it is stopped while it is read: then no database in it is in use. */
	readonly stopped?: true;
};

/** A saved volume: one artifact, `archive`, a tar archive inside a zstd frame. */
export const volumePart = archiveSchema.extend({
	kind: z.literal('volume'),
	artifacts: z.array(artifactSchema),
	key: z.string(),
	name: z.string(),
	users: z.array(z.object({ service: z.string(), target: z.string() })),
	/** True when nothing was in it. */
	empty: z.boolean(),
	/** Where a program for a way back may come from, in this order. */
	images: z.array(z.string()),
});

export type VolumePart = z.infer<typeof volumePart>;

/** For people. */
export const volumeName = ({ name }: { readonly name: string }): string => `volume ${name}`;

/** What is needed to read or unpack it. @throws OperatorError when the manifest names no archive */
export function archiveOf(part: VolumePart): Artifact & Pick<VolumePart, 'list'> {
	const [archive] = part.artifacts;
	if (archive) return { ...archive, list: part.list };
	throw new OperatorError(`The manifest names no archive of ${volumeName(part)}.`, {
		exit: 3,
		advice: ['Choose another restore point.'],
	});
}
