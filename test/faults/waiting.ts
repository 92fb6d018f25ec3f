import type { Case, StackKind, StoryName } from './cases.ts';

/** A story of which cases wait. */
export type Waiting = {
	readonly stack: StackKind;
	readonly story: StoryName;
	readonly quota: number | undefined;
	/** How many are at it. */
	workers: number;
	/** What nobody has begun; unknown until one has seen an undisturbed run. */
	cases?: Case[];
};

/** Cases of a story for which one more stack is worth its opening. */
const worthAStack = 8;

/** The story that a free worker goes to: one that nobody is at, else the one with the most cases for each worker. */
export function nextOf(places: readonly Waiting[]): Waiting | undefined {
	const open = places.filter(({ quota, cases }) => quota !== 0 && cases?.length !== 0);
	const share = ({ cases, quota, workers }: Waiting) =>
		workers === 0 ? Number.POSITIVE_INFINITY : (cases?.length ?? quota ?? Number.MAX_SAFE_INTEGER) / workers;
	const [most] = open.toSorted((left, right) => share(right) - share(left) || 0);
	return most && (most.workers === 0 || share(most) >= worthAStack) ? most : undefined;
}
