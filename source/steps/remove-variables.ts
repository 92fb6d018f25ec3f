// Touches the world: takes out of env files what was added to them for a version that is left.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeUnfinished, writeFileAtomically } from '../host/atomic-file.ts';
import type { Step } from '../plan/plan.ts';
import { isNewer } from '../releases/versions.ts';
import { type AddedBlock, blocksIn, withoutBlocks } from '../survey/new-variables/block.ts';
import { inWords } from '../text/list.ts';
import type { Look, StepContext, StepKindModule } from './step.ts';

/** The file is then as it was before they were added; lines that somebody edited since stay, and are named. */
export const removeVariables: StepKindModule = {
	interruptible: false,
	async resume({ stack }, step) {
		for (const file of filesOf(step)) await removeUnfinished(join(stack.directory, file));
		return undefined;
	},
	async act({ stack }, step) {
		const stay: string[] = [];
		for (const file of filesOf(step)) {
			const path = join(stack.directory, file);
			const text = readFileSync(path, 'utf8');
			const left = withoutBlocks(text, (version) => isNewer(version, step.parameters.version ?? ''));
			if (left !== text) await writeFileAtomically(path, left);
			if (toGo(left, step).length > 0) stay.push(file);
		}
		const files = inWords(filesOf(step));
		return {
			detail:
				stay.length === 0
					? `${files} as before they were added`
					: `taken out of ${files}; in ${inWords(stay)} stay those that were edited since`,
		};
	},
	async look({ stack }: StepContext, step: Step): Promise<Look> {
		const left = filesOf(step).filter((file) =>
			toGo(readFileSync(join(stack.directory, file), 'utf8'), step).some(({ intact }) => intact),
		);
		return left.length === 0
			? { done: true, evidence: 'none is there' }
			: { done: false, evidence: `${inWords(left)} still has lines that were added` };
	},
};

const filesOf = ({ parameters }: Step): readonly string[] => JSON.parse(parameters.files ?? '[]');

const toGo = (text: string, { parameters }: Step): readonly AddedBlock[] =>
	blocksIn(text).filter(({ version }) => isNewer(version, parameters.version ?? ''));
