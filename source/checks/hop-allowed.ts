import { ruleInWords } from '../releases/hop-rules.ts';
import { planHops } from '../releases/hops.ts';
import { namedAmong } from '../releases/release-list.ts';
import { compareVersions, exactVersion } from '../releases/versions.ts';
import { defineCheck } from './check.ts';
import { targetAdvice } from './target-advice.ts';

/** A way of several hops is gone one after the other, each with a checklist of its own: in a run's own list the target is one hop away. */
export const hopAllowed = defineCheck('hop-allowed', 'Hop', ({ facts, target }) => {
	if (target === undefined) return { outcome: 'skip', evidence: 'no version was asked for' };
	const version = exactVersion(target);
	if (!version) return { outcome: 'skip', evidence: `“${target}” is no version` };
	const current = facts.version.current && exactVersion(facts.version.current);
	if (!current) return { outcome: 'skip', evidence: 'the running version is not known' };
	const rule = facts.runbook.version.hops;
	// Whether the target exists is another check's business: here it counts as there.
	const versions = facts.releases.ok ? [...new Set([...facts.releases.value.versions, version])] : undefined;
	const plan = planHops({ current, target: version, versions, rule });
	if (!plan.ok) {
		const older = compareVersions(version, current) < 0;
		const wayBack = older ? 'An older version is a way back: see lockkeeper rollback. ' : '';
		const advice = facts.releases.ok ? `${wayBack}${targetAdvice(facts)}` : plan.advice;
		// Whoever shows it goes on after it: the evidence of a check is no sentence with a full stop.
		return { outcome: 'fail', evidence: plan.problem.replace(/\.$/, ''), advice };
	}
	const [first, ...further] = plan.hops;
	// A run plans its hops among the releases that are listed: one that is not is only ever reached by a single hop.
	if (
		further.length > 0 &&
		facts.releases.ok &&
		!namedAmong(facts.releases.value, version).includes(version)
	) {
		const { source } = facts.releases.value;
		return {
			outcome: 'fail',
			evidence: `${version} is not among the ${source}, and the way to it takes ${plan.hops.length} hops (${ruleInWords(rule)})`,
			advice: `Go to ${first?.to} first, and then on from there.`,
		};
	}
	if (!first || further.length > 0) {
		const stops = plan.hops.map((hop) => hop.to);
		return {
			outcome: 'pass',
			evidence: `${current} → ${version} takes ${stops.length} hops (${ruleInWords(rule)}): ${[current, ...stops].join(' → ')}; each has its own checklist and restore point`,
		};
	}
	return { outcome: 'pass', evidence: `${first.from} → ${first.to}: ${first.reason} (${ruleInWords(rule)})` };
});
