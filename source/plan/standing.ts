import type { Position } from './leaving.ts';
import type { Situation, WayBackId } from './ways-back.ts';

/**
 * What leaving a way back would leave, before it has swapped anything.
 * @param taken the way, the version it leads to and the one it leaves
 * @param stopped whether the stop of the app was begun
 */
export function standing(
	{ from, pinned }: Pick<Situation, 'from' | 'pinned'>,
	{ way, goal, left }: { readonly way: WayBackId; readonly goal: string; readonly left: string },
	stopped: boolean,
): Pick<Position, 'from' | 'to' | 'pinned' | 'restarted'> {
	if (stopped) return { from: goal, to: left, pinned: true, restarted: true };
	// Until the app is stopped for it, an undo has changed nothing of what serves; nor have files alone.
	if (way === 'undo' || (way === 'restore-archive' && pinned === from))
		return { from: left, to: goal, pinned: false, restarted: false };
	// The upgrade stands as it did: files alone lead to no other version.
	if (way === 'restore-archive') return { from, to: pinned, pinned: true, restarted: true };
	return { from: goal, to: left, pinned: true, restarted: true };
}
