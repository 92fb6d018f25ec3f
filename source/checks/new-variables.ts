import { quote, toShell } from '../docker/command.ts';
import * as git from '../git/arguments.ts';
import type { ComparedFile, Facts } from '../survey/facts.ts';
import type { NewVariable } from '../survey/new-variables/compare.ts';
import { variableInWords } from '../survey/new-variables/words.ts';
import { count, inWords } from '../text/list.ts';
import { defineCheck } from './check.ts';

export const newVariables = defineCheck('new-variables', 'New variables', ({ facts, target }) => {
	const { newVariables: files = [], runbook } = facts;
	const [first] = files;
	if (!first) return { outcome: 'skip', evidence: 'the runbook names no example of an env file' };
	const lacking = files.flatMap(({ compared }) => (compared.ok ? compared.value.lacking : []));
	const open = lacking.filter(({ is }) => is !== 'given');
	const unclear = files.filter(({ exists, compared }) => !exists || !compared.ok);
	const advice = [
		...unclear.map(adviceOnUnclear),
		...adviceOn(open, inWords(files.map(({ file }) => file)), facts),
	];
	return {
		outcome: open.length > 0 || unclear.length > 0 ? 'warn' : 'pass',
		evidence: files.map(evidenceOf).join('; '),
		command: files.map(({ file }, index) => commandOf(file, runbook, index, target)).join('; '),
		...(advice.length > 0 ? { advice: advice.join(' ') } : {}),
	};
});

function evidenceOf({ file, example, exists, compared }: ComparedFile): string {
	if (!compared.ok) return `${file} could not be compared with ${example}: ${compared.problem}`;
	const { total, lacking } = compared.value;
	if (!exists) return `${file} is not there; ${example} has ${count(total, 'variable')}`;
	if (lacking.length === 0)
		return `${file} has ${total === 1 ? 'the variable' : `all ${total} variables`} of ${example}`;
	return `${file} lacks ${lacking.length} of the ${count(total, 'variable')} of ${example}: ${lacking.map(variableInWords).join(', ')}`;
}

const adviceOnUnclear = ({ file, example, exists }: ComparedFile): string =>
	exists
		? `Compare ${file} with ${example} by hand.`
		: `Make ${file} of ${example}, with values of your own, and mode 0600.`;

function adviceOn(
	open: readonly NewVariable[],
	file: string,
	{ runbook: { version } }: Facts,
): readonly string[] {
	const names = (is: NewVariable['is']) => open.filter((each) => each.is === is).map(({ name }) => name);
	const [offered, yours] = [names('offered'), names('yours')];
	const built = [...new Set(open.flatMap(({ builds }) => builds))];
	const builtByUs = 'git' in version.pin;
	return [
		...(yours.length === 0
			? []
			: [
					`Give ${inWords(yours)} ${yours.length === 1 ? 'a value' : 'values'} of your own in ${file} before you go on: what an example has is no secret.`,
				]),
		...(offered.length === 0
			? []
			: [`The upgrade offers to add ${inWords(offered)} before it ${builtByUs ? 'builds' : 'pins'}.`]),
		...(built.length === 0 || builtByUs
			? []
			: [
					`Until they are built again, ${inWords(built)} ${built.length === 1 ? 'goes' : 'go'} on without: docker compose build ${built.join(' ')}.`,
				]),
	];
}

function commandOf(
	file: string,
	{ environment, version: { pin } }: Facts['runbook'],
	index: number,
	target?: string,
) {
	const example = environment[index]?.example ?? '';
	return 'git' in pin && target !== undefined
		? `${toShell(git.fileAt('.', `${pin.prefix}${target}`, example))} | diff - ${quote(file)}`
		: `diff ${quote(example)} ${quote(file)}`;
}
