// Touches the world: plays the cases of many stories, some beside each other.
import { canMountSmallDisk, useMemory } from './bench.ts';
import { casesOf, mixed, type StackKind } from './cases.ts';
import type { FaultsCommand } from './command-line.ts';
import { benchOf, openGround, type Played, play } from './play.ts';
import { storyOf } from './stories.ts';
import { nextOf, type Waiting } from './waiting.ts';

/** A sample is spread evenly over stacks and stories. */
export type MatrixOptions = Omit<FaultsCommand, 'json'> & {
	readonly onPlayed: (played: Played) => void;
	readonly onNote: (text: string) => void;
	/** Once aborted, the cases that were begun are played to their end. */
	readonly signal?: AbortSignal;
};

/** Plays the cases that the options choose. @throws Error when a stack does not come to a story's beginning */
export async function playMatrix(given: MatrixOptions): Promise<void> {
	useMemory();
	const fills = await canMountSmallDisk();
	const options = { ...given, faults: given.faults.filter((fault) => fills || fault !== 'full') };
	if (!fills) options.onNote('No small disk can be mounted here: the cases of a full disk are left out.');
	for (const stack of options.stacks) {
		const places: readonly Waiting[] = options.stories.map((story, index) => ({
			...{ stack, story, quota: quotaOf(options, stack, index), workers: 0 },
		}));
		const work = async () => {
			for (let next = nextOf(places); next && !options.signal?.aborted; next = nextOf(places))
				await playStory(options, next);
		};
		const workers = options.case ? 1 : options.workers;
		await Promise.all(Array.from({ length: workers }, work));
	}
}

/** How many cases of a story are played; undefined for all. */
function quotaOf({ sample, stacks, stories: names }: MatrixOptions, stack: StackKind, index: number) {
	if (sample === undefined) return undefined;
	const places = stacks.length * names.length;
	const place = stacks.indexOf(stack) * names.length + index;
	return Math.floor(sample / places) + (place < sample % places ? 1 : 0);
}

/** Brings up a stack of its own and plays what waits, beside others that do the same. */
async function playStory(options: MatrixOptions, waiting: Waiting): Promise<void> {
	const { onNote, onPlayed, signal } = options;
	const { stack, story } = waiting;
	waiting.workers += 1;
	const ground = await openGround(storyOf(stack, story), await benchOf(stack));
	try {
		if (!waiting.cases) {
			const all = casesOf(stack, story, ground.events, options.faults);
			// Mixed, so that a run that is stopped has been everywhere.
			waiting.cases = options.case ? [options.case] : mixed(all).slice(0, waiting.quota);
			onNote(
				`${stack}: ${story}: ${ground.events.length} events, ${waiting.cases.length} of ${all.length} cases`,
			);
		}
		for (let one = waiting.cases.shift(); one && !signal?.aborted; one = waiting.cases.shift())
			onPlayed(await play(ground, one));
	} finally {
		waiting.workers -= 1;
		await ground.bench.close();
	}
}
