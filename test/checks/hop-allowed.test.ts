import { expect, test } from 'vitest';
import { hopAllowed } from '../../source/checks/hop-allowed.ts';
import type { Facts } from '../../source/survey/facts.ts';
import { specivoRunbook } from '../survey/facts-fixture.ts';
import { inputFixture } from './input.ts';

const down = { ok: false, problem: 'down' } as const;
const anyRule = { ...specivoRunbook, version: { ...specivoRunbook.version, hops: 'any' as const } };

test.each<[string, string | undefined, Partial<Facts>, string, RegExp, RegExp | undefined]>([
	['the next patch', '0.1.10', {}, 'pass', /^0\.1\.9 → 0\.1\.10: .* \(one minor at a time\)$/, undefined],
	['the next minor, typed with v', 'v0.2.0', {}, 'pass', /0\.2 is the next minor after 0\.1/, undefined],
	[
		'two minors on',
		'0.3.0',
		{},
		'pass',
		/takes 2 hops .*: 0\.1\.9 → 0\.2\.0 → 0\.3\.0; each has its own checklist and restore point$/,
		undefined,
	],
	[
		'three minors on',
		'0.4.0',
		{},
		'pass',
		/takes 3 hops .*: 0\.1\.9 → 0\.2\.0 → 0\.3\.2 → 0\.4\.0;/,
		undefined,
	],
	['two minors on, the rule any', '0.3.0', { runbook: anyRule }, 'pass', /\(any\)$/, undefined],
	[
		'equal',
		'0.1.9',
		{},
		'fail',
		/newer than 0\.1\.9, found the one that runs/,
		/^Choose 0\.4\.0, 0\.2\.0 or 0\.1\.10; 0\.1\.10 is recommended\.$/,
	],
	['older', '0.1.8', {}, 'fail', /found 0\.1\.8, which is older/, /lockkeeper rollback/],
	['older, and unknown', '0.0.1', {}, 'fail', /which is older/, /lockkeeper rollback/],
	['not in the list: another check’s business', '0.2.7', {}, 'pass', /0\.2\.7/, undefined],
	[
		'not in the list, and several hops away: no run would make them',
		'0.3.9',
		{},
		'fail',
		/^0\.3\.9 is not among the tags of specivo\/specivo, and the way to it takes 2 hops \(one minor at a time\)$/,
		/^Go to 0\.2\.0 first, and then on from there\.$/,
	],
	['the next minor, no list of releases', '0.2.0', { releases: down }, 'pass', /0\.2\.0/, undefined],
	[
		'two minors on, no list of releases',
		'0.3.0',
		{ releases: down },
		'fail',
		/no list of releases/,
		/Make the list of releases reachable/,
	],
	['none asked for', undefined, {}, 'skip', /no version was asked for/, undefined],
	['not a version: another check’s business', 'banana', {}, 'skip', /“banana” is no version/, undefined],
	[
		'running version unknown',
		'0.2.0',
		{ version: { running: {}, pinPlace: '' } },
		'skip',
		/not known/,
		undefined,
	],
])('%s', (_condition, target, facts, outcome, evidence, advice) => {
	const finding = hopAllowed.examine({ ...inputFixture(facts), target });
	expect(finding.outcome).toBe(outcome);
	expect(finding.evidence).toMatch(evidence);
	if (advice) expect(finding.advice).toMatch(advice);
	else expect(finding.advice).toBeUndefined();
});
