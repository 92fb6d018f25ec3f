import type { Move } from './statements.ts';

/** Names of the tables in each of the three databases of a swap. */
export type SwapState = {
	readonly live: readonly string[];
	readonly beside: readonly string[];
	readonly kept: readonly string[];
};
/** Their names. */
export type SwapNames = { readonly live: string; readonly beside: string; readonly kept: string };

/**
 * What is left to move until the live database holds the restored tables and the kept one those from before. From
 * where each table is, it is seen how far a swap came that was cut off.
 * @param restored tables of the restore point
 */
export function movesLeft(state: SwapState, names: SwapNames, restored: readonly string[]): readonly Move[] {
	const beside = new Set(state.beside);
	const kept = new Set(state.kept);
	const saved = new Set(restored);
	const aside = state.live
		// A table of the restore point that waits nowhere has come from beside already.
		.filter((table) => beside.has(table) || !saved.has(table))
		.filter((table) => !kept.has(table))
		.map((table): Move => ({ table, from: names.live, to: names.kept }));
	const inPlace = state.beside.map((table): Move => ({ table, from: names.beside, to: names.live }));
	return [...aside, ...inPlace];
}
