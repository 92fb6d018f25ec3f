import { z } from 'zod';
import type { Artifact } from './artifact/artifact.ts';
import { directoryPart } from './directory/part.ts';
import { filesPart } from './files/part.ts';
import { mariadbPart } from './mariadb/part.ts';
import { postgresPart } from './postgres/part.ts';
import { scriptPart } from './script/part.ts';
import { snapshotPart } from './snapshot/part.ts';
import { sqlitePart } from './sqlite/part.ts';
import { volumePart } from './volume/part.ts';

/** How far a restore point was proven, from nothing to all. */
export const proofLevels = ['none', 'read back', 'data', 'full'] as const;
export type ProofLevel = (typeof proofLevels)[number];

/** What was saved of one data place; what kinds there are stands in `data-kinds.ts`. */
export const partSchema = z.discriminatedUnion('kind', [
	postgresPart,
	mariadbPart,
	directoryPart,
	filesPart,
	sqlitePart,
	volumePart,
	scriptPart,
	snapshotPart,
]);
export type Part = z.infer<typeof partSchema>;

/** What a restore point holds and how far it was proven. Written last: without it there is no restore point. */
export const manifestSchema = z.object({
	format: z.literal(2),
	/** Directory name, `<time>-<version>`. */
	id: z.string(),
	run: z.string(),
	app: z.string(),
	stack: z.string(),
	/** ISO 8601. */
	takenAt: z.string(),
	/** Milliseconds that taking it took. */
	took: z.number(),
	version: z.string(),
	lockkeeper: z.string(),
	/** Programs that wrote it, with their versions. */
	tools: z.record(z.string(), z.string()),
	images: z.array(
		z.object({ service: z.string(), reference: z.string(), id: z.string(), digest: z.string().optional() }),
	),
	schemaRevision: z.string().optional(),
	/** False where that revision is none of alembic's: what an alembic table of the database says is not compared with it. */
	alembic: z.boolean().optional(),
	parts: z.array(partSchema),
	proof: z.object({
		/**
		 * `read back`: every artifact read to its end, hashed and decompressed. `data`: databases loaded into a
		 * throw-away server and compared, without the indexes that only serve speed. `full`: those as well.
		 */
		level: z.enum(proofLevels),
		/** ISO 8601; empty with level `none`. */
		at: z.string(),
		/** Milliseconds the loads took: what a way back would take. */
		restoreTook: z.number(),
		/** What was compared, a sentence. */
		detail: z.string(),
		/** A look after that one: how far it was to go, and what was wrong; it ended well without a problem. */
		later: z
			.object({
				level: z.enum(proofLevels).exclude(['none']),
				at: z.string(),
				problem: z.string().optional(),
			})
			.optional(),
	}),
	/** sha256 of all the rest of this manifest, see `seal.ts`: an edit is noticed. */
	seal: z.string().optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** The revision that a table of alembic's has to say; undefined where it was read elsewhere. */
export const alembicRevision = ({
	schemaRevision,
	alembic,
}: Readonly<Partial<Pick<Manifest, 'schemaRevision' | 'alembic'>>>): string | undefined =>
	alembic === false ? undefined : schemaRevision;

/** The parts of one kind. */
export const partsOf = <K extends Part['kind']>(
	manifest: Pick<Manifest, 'parts'>,
	kind: K,
): readonly Extract<Part, { kind: K }>[] =>
	manifest.parts.filter((part): part is Extract<Part, { kind: K }> => part.kind === kind);

/** Every file of a restore point but its manifest and its physical copies. */
export const artifactsOf = ({ parts }: Pick<Manifest, 'parts'>): readonly Artifact[] =>
	parts.flatMap((part): readonly Artifact[] => part.artifacts);

/** Bytes it takes on the disk. */
export const bytesOf = (manifest: Pick<Manifest, 'parts'>): number =>
	artifactsOf(manifest).reduce((sum, artifact) => sum + artifact.bytes, 0) +
	partsOf(manifest, 'postgres').reduce((sum, { physical }) => sum + (physical?.bytes ?? 0), 0);

/**
 * True when its databases were loaded and compared, or it has none and all of it was read back; and nothing was found
 * wrong since. What a vendor's script wrote is never loaded: by itself it proves nothing.
 */
export function isProven({ parts, proof }: Pick<Manifest, 'parts' | 'proof'>): boolean {
	// Nobody reads one from here.
	if (parts.some(({ kind }) => kind === 'snapshot')) return false;
	const ours = parts.filter(({ kind }) => kind !== 'script');
	if (proof.later?.problem !== undefined) return false;
	if (ours.length === 0 && parts.length > 0) return false;
	if (proof.level === 'data' || proof.level === 'full') return true;
	return (
		proof.level === 'read back' &&
		ours.length > 0 &&
		ours.every(({ kind }) => kind === 'directory' || kind === 'files' || kind === 'volume')
	);
}
