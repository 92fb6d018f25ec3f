// Touches the world: plays the cases of many stories, some beside each other.
import { canMountSmallDisk, useMemory } from './bench.ts';
import { casesOf, mixed, type StackKind, type StoryName } from './cases.ts';
import type { FaultsCommand } from './command-line.ts';
import { benchOf, openGround, type Played, play } from './play.ts';
import { storyOf } from './stories.ts';

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
	const options = { ...given, fills: await canMountSmallDisk() };
	if (!options.fills)
		options.onNote('No small disk can be mounted here: the cases of a full disk are left out.');
	for (const stack of options.stacks) {
		const waiting = options.stories.map((story, index) => ({ story, quota: quotaOf(options, stack, index) }));
		const work = async () => {
			for (let next = waiting.shift(); next; next = waiting.shift()) {
				if (options.signal?.aborted || next.quota === 0) continue;
				await playStory(options, stack, next.story, next.quota);
			}
		};
		const workers = stack === 'practice' ? options.workers : 1;
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

async function playStory(
	options: MatrixOptions & { readonly fills: boolean },
	stack: StackKind,
	story: StoryName,
	quota: number | undefined,
): Promise<void> {
	const { onNote, onPlayed, signal } = options;
	const ground = await openGround(storyOf(stack, story), await benchOf(stack));
	try {
		const all = casesOf(stack, story, ground.events).filter(({ fault }) => options.fills || fault !== 'full');
		// Mixed, so that a run that is stopped has been everywhere.
		const chosen = options.case ? [options.case] : mixed(all).slice(0, quota);
		onNote(`${stack}: ${story}: ${ground.events.length} events, ${chosen.length} of ${all.length} cases`);
		for (const one of chosen) {
			if (signal?.aborted) return;
			onPlayed(await play(ground, one));
		}
	} finally {
		await ground.bench.close();
	}
}
