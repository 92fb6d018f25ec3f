import { OperatorError } from '../host/errors.ts';
import { resolvedInWords } from '../releases/floating-tag.ts';
import { suggestTargets } from '../releases/suggestions.ts';
import type { Facts } from '../survey/facts.ts';
import type { Stack } from '../survey/identify.ts';
import { lookAtTargets } from './look-at-targets.ts';
import type { Run } from './run.ts';
import { targetItem } from './target-item.ts';

/**
 * The version the operator chooses; undefined when they declined.
 * @throws OperatorError when there is none, or the releases cannot be listed
 */
export async function chooseTarget(run: Run, stack: Stack, facts: Facts): Promise<string | undefined> {
	const { current } = facts.version;
	if (!current) throw unknownVersion(facts);
	if (!facts.releases.ok) {
		throw new OperatorError(`The releases cannot be listed: ${facts.releases.problem}`, {
			exit: 3,
			advice: [
				'Nothing of the stack was changed.',
				'Name the version yourself: lockkeeper upgrade --to VERSION',
			],
		});
	}
	const suggestions = suggestTargets(current, facts.releases.value.versions, facts.runbook.version.hops);
	if (suggestions.length === 0) {
		throw new OperatorError(
			`There is no newer release than ${current} that can be reached (${facts.releases.value.source}).`,
			{
				exit: 3,
				advice: ['Nothing of the stack was changed.'],
			},
		);
	}
	const looked = await lookAtTargets(stack, facts, suggestions);
	const now = new Date();
	const answer = await run.ask({
		id: 'target',
		kind: 'choose',
		title: `${facts.app} ${current} runs. Which version do you want?`,
		text: ['Choosing changes nothing: the checklist, the notes and the plan come first.'],
		commands: [],
		changes: '',
		wayBack: '',
		items: suggestions.map((suggestion) =>
			targetItem(current, suggestion, looked.get(suggestion.version), now),
		),
	});
	return answer.kind === 'chosen' ? answer.item : undefined;
}

export const notAVersion = (target: string) =>
	new OperatorError(`Expected an exact version such as 0.1.10 after --to, got “${target}”.`, {
		exit: 2,
		advice: ['Nothing was changed.'],
	});

const unknownVersion = (facts: Facts) =>
	new OperatorError(
		`The version that runs is not known: ${
			Object.entries(facts.version.running)
				.map(([service, tag]) => `${service} runs ${tag}`)
				.join(', ') || 'no service of the app runs'
		}${resolvedInWords(facts.version.resolved)}.`,
		{ exit: 3, advice: ['Nothing of the stack was changed.', 'lockkeeper check says what to mend.'] },
	);
