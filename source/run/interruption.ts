import type { Plan, Step } from '../plan/plan.ts';
import type { JournalEvent, Purpose, Stamped } from './events.ts';
import type { Done } from './execute.ts';
import { hopPosition, newestHop, verifiedBefore } from './hops-of.ts';

/** Where a run was interrupted, as its journal tells it. */
export type Interruption = {
	readonly run: string;
	readonly purpose: Purpose;
	readonly practice: boolean;
	/** Version of the Lockkeeper that wrote it; undefined when the journal does not tell. */
	readonly lockkeeper: string | undefined;
	/** When the last event was, ISO 8601. */
	readonly at: string;
	/** True once a step was begun that changes the stack; of several hops, in the newest. */
	readonly changed: boolean;
	readonly versions: { readonly from?: string; readonly to?: string };
	/** Where the last of several hops leads to. */
	readonly goal?: string;
	/** What the hop before has verified. */
	readonly verified?: string;
	/** Services beside the app's that ran before it. */
	readonly others: readonly string[];
	/** Of the newest plan, which is that of a way back once one was chosen; undefined before the first. */
	readonly going: Going | undefined;
};

/** How far a plan has come. */
export type Going = {
	readonly plan: Plan;
	readonly done: Done;
	/** Steps that failed or were left, and that the run went on without. */
	readonly without: ReadonlySet<string>;
	/** The step that was begun and did not end. */
	readonly half: Step | undefined;
	/** The step that failed last, when nothing came after it, and why. */
	readonly failed: { readonly step: Step; readonly reason: string } | undefined;
	/** Milliseconds of the steps that ended. */
	readonly took: number;
	/** Services whose logs were followed. */
	readonly followed: readonly string[];
};

/** Steps from which on a way back is needed; a backup has none of them, and laying beside changes nothing in use. */
export const changing: ReadonlySet<string> = new Set(['pin', 'up', 'stop', 'swap']);

/** True while a run can be gone on with: it has no result, or one that says so. Only a dead one is interrupted. */
export const isUnended = (events: readonly JournalEvent[]): boolean =>
	events.findLast((event) => event.type === 'result')?.result.interrupted ??
	!events.some((event) => event.type === 'result');

/** True once a step was begun that changes the stack; of several hops, in the newest: those before it were verified. */
export const hasChanged = (events: readonly JournalEvent[]): boolean => hasEverChanged(newestHop(events));

/** True once a step was begun that changes the stack, in any hop. */
export const hasEverChanged = (events: readonly JournalEvent[]): boolean =>
	events.some((event) => event.type === 'step begins' && changing.has(event.step));

/**
 * The newest run that changed the stack, when it did not end; one whose journal is damaged may have. What a later one
 * did to the stack has taken its place. One of several hops that has begun none of its newest is whole, and nothing to go on with.
 * @param runs oldest first
 */
export function openAmong(
	runs: readonly {
		readonly run: string;
		readonly damaged: boolean;
		/** As the functions above tell it. */
		readonly unended: boolean;
		readonly changed: boolean;
		readonly everChanged: boolean;
	}[],
): string | undefined {
	const newest = runs.findLast(({ everChanged, damaged, unended }) => everChanged || (damaged && unended));
	if (!newest?.unended) return undefined;
	return newest.damaged || newest.changed ? newest.run : undefined;
}

/** Where a run stands that did not end; undefined when its journal does not tell which run it is. */
export function interruptionOf(events: readonly Stamped<JournalEvent>[]): Interruption | undefined {
	const run = events.findLast((event) => event.type === 'run');
	const last = events.at(-1);
	if (!run || !last) return undefined;
	const hop = newestHop(events);
	const verified = verifiedBefore(events);
	const goal = hopPosition(events)?.hops.at(-1)?.to;
	const resumed = events.findLast((event) => event.type === 'resumed');
	const versions = events.filter((event) => event.type === 'versions');
	const from = versions.findLast((event) => event.from !== undefined)?.from;
	const to = versions.findLast((event) => event.to !== undefined)?.to;
	return {
		run: run.run,
		purpose: run.purpose,
		practice: run.practice,
		lockkeeper: resumed?.lockkeeper ?? run.lockkeeper,
		at: last.at,
		changed: hasChanged(events),
		versions: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
		...(goal === undefined ? {} : { goal }),
		...(verified === undefined ? {} : { verified }),
		others: [...new Set(hop.flatMap((event) => (event.type === 'plan' ? (event.plan.others ?? []) : [])))],
		going: goingOf(hop),
	};
}

function goingOf(events: readonly Stamped<JournalEvent>[]): Going | undefined {
	const at = events.findLastIndex((event) => event.type === 'plan');
	const planned = events[at];
	if (planned?.type !== 'plan') return undefined;
	const { plan } = planned;
	const begun = new Set<string>();
	const ended = new Set<string>();
	const without = new Set<string>();
	const outputs: Record<string, string> = {};
	let half: string | undefined;
	let failed: { step: string; reason: string } | undefined;
	let took = 0;
	let followed: readonly string[] = [];
	const note = (step: string, more: Readonly<Record<string, string>> = {}) => {
		for (const [name, value] of Object.entries(more)) outputs[`${step}.${name}`] = value;
	};
	const isOptional = (step: string) => plan.steps.some(({ id, kind }) => id === step && kind === 'optional');
	for (const event of events.slice(at + 1)) {
		switch (event.type) {
			case 'step begins': {
				// What a way back has made and taken away again was not made.
				for (const undone of undoneBy(event.step)) for (const set of [begun, ended]) set.delete(undone);
				if (!plan.steps.some(({ id }) => id === event.step)) break;
				if (failed && failed.step !== event.step) without.add(failed.step);
				failed = undefined;
				begun.add(event.step);
				half = event.step;
				break;
			}
			case 'step notes':
				note(event.step, event.outputs);
				break;
			case 'step ends':
				took += event.took;
				if (event.outcome !== 'done' && isOptional(event.step)) {
					without.add(event.step);
					half = undefined;
					break;
				}
				if (!begun.has(event.step)) break;
				half = undefined;
				if (event.outcome === 'failed') {
					failed = { step: event.step, reason: event.detail };
					ended.delete(event.step);
				} else {
					ended.add(event.step);
					note(event.step, event.outputs);
				}
				break;
			case 'follow':
				followed = event.services;
				break;
			default:
		}
	}
	const stepOf = (id: string | undefined) => plan.steps.find((step) => step.id === id);
	const failedStep = stepOf(failed?.step);
	return {
		...{ plan, done: { begun, ended, outputs }, without, half: stepOf(half), took, followed },
		failed: failed && failedStep ? { step: failedStep, reason: failed.reason } : undefined,
	};
}

const undoneBy = (step: string): readonly string[] =>
	step === 'start-again' ? ['stop'] : step === 'remove-beside' ? ['restore-beside'] : [];

/** Where it was, a clause, e.g. `at “restart the stack with 0.1.10”`. */
export function whereOf({ going }: Interruption): string {
	if (!going) return 'before there was a plan';
	const { plan, half, failed, done, without } = going;
	if (half) return `at “${half.title}”`;
	if (failed) return `after “${failed.step.title}” had failed`;
	const next = plan.steps.find(({ id }) => !done.ended.has(id) && !without.has(id));
	return next ? `before “${next.title}”` : `after “${plan.steps.at(-1)?.title ?? 'the last step'}”`;
}
