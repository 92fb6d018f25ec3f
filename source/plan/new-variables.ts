import { quote } from '../docker/command.ts';
import type { Facts } from '../survey/facts.ts';
import { variableInWords } from '../survey/new-variables/words.ts';
import { count, inWords } from '../text/list.ts';
import type { Plan, Step } from './plan.ts';

/** What is added to one env file: names alone, for the lines come out of the example. */
export type Addition = { readonly file: string; readonly names: readonly string[] };

export const additionsOf = ({ parameters }: Step): readonly Addition[] =>
	JSON.parse(parameters.additions ?? '[]') as readonly Addition[];

/** Env files that a plan has added variables to, or is adding them to; none when they were left out. */
export function filesAddedTo(
	{ steps }: Pick<Plan, 'steps'>,
	done: { readonly begun: ReadonlySet<string>; readonly ended: ReadonlySet<string> },
	outputs: Readonly<Record<string, string>>,
): readonly string[] {
	const step = steps.find(({ kind }) => kind === 'add-variables');
	if (!step || !done.begun.has(step.id)) return [];
	const leftOut = done.ended.has(step.id) && outputs[`${step.id}.files`] === undefined;
	return leftOut ? [] : additionsOf(step).map(({ file }) => file);
}

/** Adds what the example of the new version has; none where there is nothing that can be added as it stands there. */
export function addVariablesSteps({ newVariables = [] }: Facts, to: string): readonly Step[] {
	const wanted = newVariables.flatMap(({ file, exists, compared }) => {
		const variables =
			compared.ok && exists ? compared.value.lacking.filter(({ is }) => is === 'offered') : [];
		return variables.length === 0 ? [] : [{ file, variables }];
	});
	if (wanted.length === 0) return [];
	const files = inWords(wanted.map(({ file }) => file));
	const total = wanted.reduce((sum, { variables }) => sum + variables.length, 0);
	const additions: readonly Addition[] = wanted.map(({ file, variables }) => ({
		file,
		names: variables.map(({ name }) => name),
	}));
	return [
		{
			id: 'add-variables',
			kind: 'add-variables',
			phase: 'Upgrade',
			title: `add ${count(total, 'new variable')}`,
			commands: wanted.map(
				({ file, variables }) =>
					`printf '%s\\n' '' ${variables.map(({ name, shown }) => quote(`${name}=${shown}`)).join(' ')} >> ${quote(file)}`,
			),
			changes: `${files}: ${count(total, 'variable')} at its end, as the example has them; no other byte of it`,
			undo: `take the lines out again: what stands above them says which`,
			expected: 500,
			downtime: 0,
			gate: 'confirm',
			optional: 'nothing was added: you said no',
			parameters: {
				version: to,
				additions: JSON.stringify(additions),
				says: wanted
					.flatMap(({ file, variables }) => variables.map((each) => `${file}: ${variableInWords(each)}`))
					.join('\n'),
			},
		},
	];
}

/** The same on a way back that leads to that version once more: the one gate of the way stands before it. */
export function addVariablesAgain({ gate: _, optional: __, ...step }: Step): Step {
	return { ...step, phase: 'Ways back' };
}

/** Lines in an env file that were added for a version. */
export type AddedFor = { readonly file: string; readonly version: string };

/** Takes out what was added for versions after the one that is gone back to. */
export function removeVariablesSteps(added: readonly AddedFor[], to: string): readonly Step[] {
	if (added.length === 0) return [];
	const files = [...new Set(added.map(({ file }) => file))];
	return [
		{
			id: 'remove-variables',
			kind: 'remove-variables',
			phase: 'Ways back',
			title: 'take out the variables that were added',
			commands: added.map(takenOutByHand),
			changes: `${inWords(files)}: the lines that Lockkeeper had added for a version after ${to}; no other byte`,
			undo: 'the next upgrade offers them again',
			expected: 500,
			downtime: 0,
			parameters: { version: to, files: JSON.stringify(files) },
		},
	];
}

/** What stands above the lines says how many they are; written back into the file, which keeps its mode. */
function takenOutByHand({ file, version }: AddedFor): string {
	const program = `/^# Lockkeeper added the next / && $9 == "${version}," {skip = $6; next} skip-- > 0 {next} {print}`;
	const other = quote(`${file}.without`);
	return `awk ${quote(program)} ${quote(file)} > ${other} && cat ${other} > ${quote(file)} && rm ${other}`;
}
