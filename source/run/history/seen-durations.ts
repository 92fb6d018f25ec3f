// Touches the world: reads the newest journals of a stack.
import type { SeenDuration, SeenDurations } from '../../plan/as-seen.ts';
import { readHistory, runIds } from './read-history.ts';

/** Runs that are looked at: what no newer one tells is too old. */
const newest = 5;

/**
 * How long each step took when it was last done; nothing where that cannot be read, for it is about a guess alone.
 * @param stack its directory
 */
export async function seenDurations(stack: string): Promise<SeenDurations> {
	const runs = await runIds(stack).catch(() => []);
	const seen: Record<string, SeenDuration> = {};
	for (const run of runs.slice(-newest)) {
		const { entries } = await readHistory(stack, run);
		for (const entry of entries) {
			if (entry.is !== 'step' || entry.outcome !== 'done' || entry.took === undefined) continue;
			const { title, took, at } = entry;
			seen[entry.step] = { title, took, at };
		}
	}
	return seen;
}
