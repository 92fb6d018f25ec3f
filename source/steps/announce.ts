import type { StepKindModule } from './step.ts';

/** Those who use the app are told by hand: the answer at its gate is all that can be known of it. */
export const announce: StepKindModule = {
	interruptible: true,
	async act() {
		return { detail: 'told by hand, as you said' };
	},
};
