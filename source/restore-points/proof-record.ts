import type { Manifest } from './manifest.ts';
import { type AskedLevel, reaches } from './proof-levels.ts';

/** What the manifest says of its proofs. */
export type ProofRecord = Manifest['proof'];

type Proof = Pick<ProofRecord, 'at' | 'restoreTook' | 'detail'> & { readonly level: AskedLevel };

/**
 * The record after a proof that passed. One that loaded nothing takes nothing from one that did; and one that went
 * less far than one that failed since does not make that good.
 */
export function afterSuccess(before: ProofRecord, { level, at, restoreTook, detail }: Proof): ProofRecord {
	const { later } = before;
	if (later?.problem !== undefined && !reaches(level, later.level)) return before;
	if (later?.problem === undefined && level === 'read back' && reaches(before.level, 'data'))
		return { ...before, later: { level, at } };
	return { level, at, restoreTook, detail };
}

/** The record after a proof that found something wrong: what was proven before no longer counts. */
export const afterFailure = (
	before: ProofRecord,
	failed: { readonly level: AskedLevel; readonly at: string; readonly problem: string },
): ProofRecord => ({ ...before, later: failed });
