import { OperatorError } from '../host/errors.ts';
import type { StepKindModule } from './step.ts';

/** Ticks by hand: what no program can tell. */
export const ask: StepKindModule = {
	interruptible: true,
	async act({ tick }, step) {
		const items = (step.parameters.asks ?? '').split('\n');
		const ticks = await tick(step, items);
		const named = (wanted: string) => items.filter((item) => ticks[item] === wanted);
		const broken = named('broken');
		if (broken.length > 0)
			throw new OperatorError(`tried by hand and broken: ${broken.join(', ')}`, { exit: 3 });
		const words = [
			...(named('works').length > 0 ? [`works: ${named('works').join(', ')}`] : []),
			...(named('not made').length > 0 ? [`not tried: ${named('not made').join(', ')}`] : []),
		];
		return { detail: words.join('; ') };
	},
};
