import { type Manifest, partsOf } from './manifest.ts';

/** Bytes of indexes that a server of PostgreSQL builds in a second, from a full load on 2 cores; an estimate. */
const indexRate = 30e6;

/**
 * Milliseconds that loading all of a restore point would take: what its proof measured, and, where that left out
 * the indexes that only serve speed, an estimate for them.
 */
export function restoreEstimate(manifest: Pick<Manifest, 'parts' | 'proof'>): number {
	const { level, restoreTook } = manifest.proof;
	return level === 'data' ? restoreTook + indexesTake(manifest) : restoreTook;
}

/** Milliseconds that the indexes which a proof of the data leaves out would take. */
export const indexesTake = (manifest: Pick<Manifest, 'parts'>): number =>
	Math.round(
		(partsOf(manifest, 'postgres').reduce((sum, part) => sum + part.secondaryIndexBytes, 0) / indexRate) *
			1000,
	);
