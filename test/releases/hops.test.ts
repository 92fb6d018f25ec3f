import { describe, expect, test } from 'vitest';
import { type HopRule, planHops } from '../../source/releases/hops.ts';

const specivo = ['0.1.8', '0.1.9', '0.1.10', '0.2.0', '0.2.1', '0.3.0-rc.1', '0.3.0', '0.3.1', '0.4.0'];
const majors = ['0.8.0', '0.9.0', '0.9.4', '1.0.0', '1.0.2', '1.1.0', '2.3.0'];
const minor: HopRule = 'one minor at a time';

describe('one minor at a time', () => {
	test.each([
		['the next patch', '0.1.9', '0.1.10', specivo, ['0.1.10']],
		['a patch further on', '0.1.8', '0.1.10', specivo, ['0.1.10']],
		['the next minor, not from its last patch', '0.1.8', '0.2.0', specivo, ['0.2.0']],
		['the newest of the next minor', '0.1.9', '0.2.1', specivo, ['0.2.1']],
		['typed with v', '0.1.9', 'v0.2.0', specivo, ['0.2.0']],
		['two minors on: through the newest of the first', '0.1.9', '0.3.0', specivo, ['0.2.1', '0.3.0']],
		['three minors on', '0.1.9', '0.4.0', specivo, ['0.2.1', '0.3.1', '0.4.0']],
		['to a pre-release of the next minor', '0.2.1', '0.3.0-rc.1', specivo, ['0.3.0-rc.1']],
		['from a pre-release to its release', '0.3.0-rc.1', '0.3.0', specivo, ['0.3.0']],
		['never through a pre-release', '0.1.0', '0.3.0', ['0.1.0', '0.2.0-rc.1', '0.3.0'], ['0.3.0']],
		['over a minor that never came out', '0.1.0', '0.5.0', ['0.1.0', '0.5.0'], ['0.5.0']],
		['to the next major from its last minor', '0.9.0', '1.0.0', majors, ['1.0.0']],
		['to the next major: the last minor first', '0.8.0', '1.0.2', majors, ['0.9.4', '1.0.2']],
		['through a major', '0.9.4', '2.3.0', majors, ['1.0.2', '1.1.0', '2.3.0']],
		['a minor of two digits', '0.9.0', '0.11.0', ['0.9.0', '0.10.0', '0.11.0'], ['0.10.0', '0.11.0']],
		['releases given in any order', '0.1.9', '0.3.0', [...specivo].reverse(), ['0.2.1', '0.3.0']],
		['no list of releases, same minor', '0.1.9', '0.1.10', undefined, ['0.1.10']],
		['no list of releases, next minor', '0.1.9', '0.2.0', undefined, ['0.2.0']],
	])('%s', (_condition, current, target, versions, path) => {
		const plan = planHops({ current, target, versions, rule: minor });
		if (!plan.ok) throw new Error(plan.problem);
		expect(plan.hops.map((hop) => hop.to)).toEqual(path);
		expect(plan.hops.map((hop) => hop.from)).toEqual([current, ...path.slice(0, -1)]);
		for (const hop of plan.hops) expect(hop.reason).not.toBe('');
	});
});

test('the reason of a hop names its minor', () => {
	const plan = planHops({ current: '0.1.9', target: '0.3.0', versions: specivo, rule: minor });
	expect(plan).toMatchObject({
		hops: [
			{ reason: '0.2 is the next minor after 0.1, and 0.2.1 its newest release' },
			{ reason: '0.3 is the next minor after 0.2' },
		],
	});
});

test('with the rule any, every newer release is one hop away', () => {
	const plan = planHops({ current: '0.1.9', target: '0.4.0', versions: specivo, rule: 'any' });
	expect(plan).toMatchObject({ ok: true, hops: [{ from: '0.1.9', to: '0.4.0' }] });
});

describe('refused, with what was expected, what was found and what to do', () => {
	test.each([
		['older', '0.1.9', '0.1.8', specivo, /0\.1\.8, which is older/, /rollback/],
		['equal', '0.1.9', '0.1.9', specivo, /the one that runs/, /0\.4\.0, 0\.3\.1/],
		['equal, typed with v', '0.1.9', 'v0.1.9', specivo, /the one that runs/, /0\.4\.0/],
		['the newest already runs', '0.4.0', '0.4.0', specivo, /the one that runs/, /No such release/],
		['not a version', '0.1.9', 'banana', specivo, /exact version .* found “banana”/, /Name one of/],
		['a floating tag', '0.1.9', 'latest', specivo, /found “latest”/, /Name one of/],
		['a minor alone', '0.1.9', '0.2', specivo, /found “0\.2”/, /Name one of/],
		['empty', '0.1.9', '', specivo, /found “”/, /Name one of/],
		['unknown', '0.1.9', '0.2.7', specivo, /exists, found 0\.2\.7/, /0\.2\.1/],
		['from something that is no version', 'latest', '0.2.0', specivo, /running version/, /Pin/],
		['unlisted minors in between', '0.1.9', '0.3.0', undefined, /no list of releases/, /next minor/],
		['another major without a list', '0.9.0', '1.0.0', undefined, /no list of releases/, /registry/],
	])('%s', (_condition, current, target, versions, problem, advice) => {
		expect(planHops({ current, target, versions, rule: minor })).toEqual({
			ok: false,
			problem: expect.stringMatching(problem),
			advice: expect.stringMatching(advice),
		});
	});

	test.each(['0.1.8', '0.1.9', 'banana', '0.2.7'])('with the rule any too: %s', (target) => {
		expect(planHops({ current: '0.1.9', target, versions: specivo, rule: 'any' }).ok).toBe(false);
	});
});
