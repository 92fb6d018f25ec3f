import { suggestTargets } from '../releases/suggestions.ts';
import { exactVersion } from '../releases/versions.ts';
import type { Facts } from '../survey/facts.ts';
import { inWords } from '../text/list.ts';

/** Which versions can be had, as advice. */
export function targetAdvice(facts: Facts): string {
	const current = facts.version.current && exactVersion(facts.version.current);
	if (!facts.releases.ok) return 'Name one exact release, as the vendor lists them.';
	const { versions } = facts.releases.value;
	if (!current) return `Name one exact release, e.g. ${versions.at(-1) ?? 'one the vendor lists'}.`;
	const next = suggestTargets(current, versions, facts.runbook.version.hops);
	if (next.length === 0) return `There is no release newer than ${current}.`;
	const recommended = next.find((suggestion) => suggestion.recommended);
	const all = inWords(
		next.slice(0, 5).map((suggestion) => suggestion.version),
		'or',
	);
	return next.length === 1 ? `Choose ${all}.` : `Choose ${all}; ${recommended?.version} is recommended.`;
}
