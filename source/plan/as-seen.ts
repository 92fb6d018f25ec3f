import type { Plan, Step, StepKind } from './plan.ts';

/** How long a step took in an earlier run. */
export type SeenDuration = {
	readonly title: string;
	/** Milliseconds. */
	readonly took: number;
	/** ISO 8601. */
	readonly at: string;
};

/** By step, of those whose work is much the same from run to run. */
export type SeenDurations = Readonly<Record<string, SeenDuration>>;

/** What hangs on the data alone; a pull, a start and a migration hang on the version. */
const alike: readonly StepKind[] = ['restore-point', 'prove', 'ship'];

/** ` as on 2026-11-24`, behind a duration; nothing behind an estimate. */
export const seenText = ({ seen }: Step): string => (seen === undefined ? '' : ` as on ${seen.slice(0, 10)}`);

/** The plan with what earlier runs took in place of estimates. A step of another title does something else: its estimate stays. */
export function asSeen(plan: Plan, seen: SeenDurations): Plan {
	return {
		...plan,
		steps: plan.steps.map((step) => {
			const known = seen[step.id];
			if (!known || known.title !== step.title || !alike.includes(step.kind)) return step;
			return {
				...step,
				expected: known.took,
				downtime: Math.min(step.downtime, known.took),
				seen: known.at,
			};
		}),
	};
}
