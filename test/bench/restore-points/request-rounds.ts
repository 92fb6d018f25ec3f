// Touches the world: asks the running app, with and without a backup beside it.
import { setTimeout as pause } from 'node:timers/promises';
import type { Progress } from '../../lab/image.ts';
import { type Answer, patience, startLoad } from '../load.ts';
import type { Rounds } from '../measure.ts';
import { percentile } from './percentile.ts';
import { take } from './take.ts';
import type { Workshop } from './workshop.ts';

/** Milliseconds without a backup at least: 200 requests, of which the slowest ten are beyond the 95th percentile. */
const shortest = 10_000;
/** Milliseconds until requests have settled. */
const margin = 1000;

/** The 95th percentile of what a request through the proxy to the api takes, milliseconds. */
export async function requestRounds(workshop: Workshop, rounds: number, progress: Progress): Promise<Rounds> {
	const ours: number[] = [];
	const theirs: number[] = [];
	for (let round = 1; round <= rounds; round += 1) {
		workshop.subject.signal.throwIfAborted();
		const during = await asked(workshop, async () => {
			let began = performance.now();
			const { took } = await take('as it comes', workshop, { started: () => (began = performance.now()) });
			return { began, took };
		});
		const without = await asked(workshop, async () => {
			const began = performance.now();
			await pause(Math.max(shortest, during.took), undefined, { signal: workshop.subject.signal });
			return { began, took: performance.now() - began };
		});
		ours.push(slow(during));
		theirs.push(slow(without));
		progress(
			`round ${round} of ${rounds}, requests: p95 ${slow(during).toFixed(1)} ms of ${inWords(during)} while backing up, ${slow(without).toFixed(1)} ms of ${inWords(without)} without`,
		);
	}

	return { ours, theirs };
}

/** Milliseconds of the monotonic clock. */
type Span = { readonly began: number; readonly took: number };
type Asked = Span & { readonly answers: readonly Answer[] };

/** Answers to requests sent within the span that the action says. */
async function asked({ subject }: Workshop, action: () => Promise<Span>): Promise<Asked> {
	const load = startLoad(subject.stack.url, 302);
	try {
		await pause(margin);
		const { began, took } = await action();
		const answers = (await load.stop()).filter(({ at }) => at >= began && at <= began + took);
		return { began, took, answers };
	} finally {
		await load.stop();
	}
}

/** A request without the right answer counts as one that took all the patience there is. */
const slow = ({ answers }: Asked) =>
	percentile(
		answers.map(({ up, took }) => (up ? took : patience)),
		95,
	);

const inWords = ({ answers }: Asked) =>
	`${answers.length} (${answers.filter(({ up }) => !up).length} without the right answer)`;
