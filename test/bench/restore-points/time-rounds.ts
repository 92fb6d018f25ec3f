// Touches the world: lets each side take restore points, in turn.
import type { Progress } from '../../lab/image.ts';
import type { Rounds } from '../measure.ts';
import type { Room } from './room.ts';
import { comparisons, isTimed, type Side, sidesFor, type TimedMeasure } from './side.ts';
import { take } from './take.ts';
import type { Workshop } from './workshop.ts';

/** The times of these measures, in a room or without one. Sides take turns, so that a slow minute meets all. */
export async function timeRounds(
	workshop: Workshop,
	names: readonly string[],
	rounds: number,
	progress: Progress,
	room?: Room,
): Promise<Readonly<Partial<Record<TimedMeasure, Rounds>>>> {
	const held = room !== undefined;
	const times = new Map<Side, number[]>();
	for (let round = 1; round <= rounds; round += 1) {
		for (const side of sidesFor(names, held)) {
			workshop.subject.signal.throwIfAborted();
			const { took, bytes, steps } = await take(side, workshop, { room });
			times.set(side, [...(times.get(side) ?? []), took]);
			progress(
				`round ${round} of ${rounds}, ${side}${held ? ', held' : ''}: ${(took / 1000).toFixed(2)} s, ${(bytes / 1e6).toFixed(0)} MB${steps === '' ? '' : ` (${steps})`}`,
			);
		}
	}

	const timesOf = (side: Side) => times.get(side) ?? [];
	return Object.fromEntries(
		names
			.filter(isTimed)
			.filter((name) => comparisons[name].held === held)
			.map((name) => [
				name,
				{ ours: timesOf(comparisons[name].ours), theirs: timesOf(comparisons[name].theirs) },
			]),
	);
}
