// Touches the world: takes away what a way back laid beside and did not use.
import type { Step } from '../plan/plan.ts';
import { kindOf } from '../restore-points/data-kinds.ts';
import { chosenParts, copiesIn } from '../steps/restore-point-context.ts';
import { externalServers } from '../survey/data.ts';
import type { Stack } from '../survey/identify.ts';
import { inWords } from '../text/list.ts';
import type { Run } from './run.ts';

/**
 * Removes what `restore-beside` made, when the way back ended before its swap: it would take the room of the data
 * once more, and the next try makes its own. What is in use is not touched. Never throws: what stays is named.
 */
export async function removeBeside(run: Run, stack: Stack, step: Step): Promise<void> {
	run.emit({ type: 'step begins', step: 'remove-beside', commands: [] });
	const began = performance.now();
	const removed: string[] = [];
	const problems: string[] = [];
	const context = {
		...{ engine: stack.engine, project: stack.project, run: run.id, servers: externalServers(stack) },
		copies: copiesIn(step),
		onProgress: () => {},
	};
	const at = new Date(step.parameters.at ?? '');
	try {
		const manifest = await chosenParts(step);
		for (const part of manifest.parts) {
			const kind = kindOf(part);
			try {
				removed.push(...((await kind.removeBeside?.(context, part, at)) ?? []));
			} catch (error) {
				problems.push(`${kind.label(part)}: ${(error as Error).message}`);
			}
		}
	} catch (error) {
		problems.push((error as Error).message);
	}
	run.emit({
		...{ type: 'step ends', step: 'remove-beside', outcome: problems.length > 0 ? 'failed' : 'done' },
		detail:
			[
				...(removed.length > 0 ? [`removed again, unused: ${inWords(removed)}`] : []),
				...problems.map((problem) => `not removed, ${problem}`),
			].join('; ') || 'nothing was laid beside',
		took: Math.round(performance.now() - began),
	});
}
