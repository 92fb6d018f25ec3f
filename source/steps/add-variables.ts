// Touches the world: adds what a new version's example has to env files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeUnfinished, writeFileAtomically } from '../host/atomic-file.ts';
import { OperatorError } from '../host/errors.ts';
import { additionsOf } from '../plan/new-variables.ts';
import type { Step } from '../plan/plan.ts';
import { envFileProblem } from '../survey/env-file.ts';
import { configDigest } from '../survey/identify.ts';
import { withBlock } from '../survey/new-variables/block.ts';
import { linesOf, namesIn } from '../survey/new-variables/compare.ts';
import { exampleName, readExample } from '../survey/new-variables/read.ts';
import { inWords } from '../text/list.ts';
import type { Look, StepContext, StepKindModule } from './step.ts';

/** Adds lines below those of the operator's, of which no byte changes; owner and mode of the file stay. Done twice it is done once. */
export const addVariables: StepKindModule = {
	interruptible: false,
	holds: { until: 'pin', look: areThereOrLeftOut },
	// The file is the old one or the new one; what was being written beside it holds the stack's secrets.
	async resume({ stack }, step) {
		for (const { file } of additionsOf(step)) await removeUnfinished(join(stack.directory, file));
		return undefined;
	},
	async act({ stack, facts, plan, signal }, step) {
		const { directory, composeFile, project } = stack;
		const version = step.parameters.version ?? '';
		const wanted = additionsOf(step).map(({ file, names }) => {
			const text = readFileSync(join(directory, file), 'utf8');
			const there = namesIn(text);
			return { file, text, lacking: names.filter((name) => !there.has(name)), all: names.length };
		});
		const begun = wanted.some(({ lacking, all }) => lacking.length < all);
		// In an upgrade nobody else may have changed the files since the survey that the gate was about.
		if (plan.purpose === 'upgrade' && !begun && configDigest(composeFile, project) !== facts.configDigest)
			throw new OperatorError('The Compose file or an env file was edited since the survey.', {
				exit: 3,
				advice: [
					'Nothing of the stack was changed.',
					'Start again, so that the checklist sees what stands there now.',
				],
			});
		const added: string[] = [];
		for (const { file, text, lacking } of wanted) {
			const entry = stack.runbook.environment.find((each) => each.file === file);
			if (lacking.length === 0 || !entry) continue;
			const lines = linesOf(await readExample(stack, entry, version, signal), lacking);
			if (lines.length === 0) continue;
			const edited = withBlock(text, { version, example: exampleName(stack, entry, version), lines });
			const problem = envFileProblem(Buffer.from(edited));
			if (problem !== undefined)
				throw new OperatorError(`${file} would not be readable with what the example has: ${problem}`, {
					exit: 3,
					advice: [`${file} was not changed.`, 'Add the variables by hand, then start again.'],
				});
			await writeFileAtomically(join(directory, file), edited);
			added.push(`${inWords(lacking)} in ${file}`);
		}
		return {
			detail: added.length === 0 ? 'they are there' : `added: ${inWords(added)}`,
			outputs: {
				digest: configDigest(composeFile, project),
				files: additionsOf(step)
					.map(({ file }) => file)
					.join('\n'),
			},
		};
	},
	look: areThere,
};

/** Whoever said no has no outputs of it. */
async function areThereOrLeftOut(context: StepContext, step: Step): Promise<Look> {
	return context.outputs['add-variables.digest'] === undefined
		? { done: true, evidence: 'they were left out' }
		: areThere(context, step);
}

async function areThere({ stack }: StepContext, step: Step): Promise<Look> {
	const missing = additionsOf(step).flatMap(({ file, names }) => {
		const there = namesIn(readFileSync(join(stack.directory, file), 'utf8'));
		return names.filter((name) => !there.has(name)).map((name) => `${name} in ${file}`);
	});
	return missing.length === 0
		? { done: true, evidence: 'every new variable is there' }
		: { done: false, evidence: `there is no ${inWords(missing)}` };
}
