import { z } from 'zod';
import type { ManagedService } from '../../managed/managed-service.ts';
import type { Artifact } from '../artifact/artifact.ts';

/** What a volume of the platform holds, mounted in the app's machine. */
export type SnapshotPlace = {
	/** Where the machine has it. */
	readonly path: string;
	readonly managed: ManagedService;
};

/** A snapshot that the platform keeps; nothing of it lies on this host. */
export const snapshotPart = z.object({
	kind: z.literal('snapshot'),
	artifacts: z.array(z.never()).transform((): readonly Artifact[] => []),
	path: z.string(),
	app: z.string(),
	volume: z.object({ id: z.string(), name: z.string(), region: z.string() }),
	snapshot: z.string(),
	/** Days after which the platform removes it; absent when it does not say. */
	keptFor: z.number().optional(),
});

export type SnapshotPart = z.infer<typeof snapshotPart>;
