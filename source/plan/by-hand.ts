import type { Step, StepKind } from './plan.ts';

const kinds: readonly StepKind[] = ['announce', 'ask'];

/** Whether a step takes as long as people take: its time is none of work. */
export const isByHand = ({ kind }: Pick<Step, 'kind'>): boolean => kinds.includes(kind);
