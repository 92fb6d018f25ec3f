import { expect, test } from 'vitest';
import { versionProblem } from '../../source/checks/version-problem.ts';
import { inputFixture } from './input.ts';

test.each([
	['not a version', 'banana', 'target-exists', /found “banana”/],
	['floating', 'latest', 'target-exists', /found “latest”/],
	['not there', '0.2.7', 'target-exists', /0\.2\.7 is not among/],
	['equal', '0.1.9', 'hop-allowed', /the one that runs/],
	['older', '0.1.8', 'hop-allowed', /which is older/],
	['two hops away', '0.3.0', 'hop-allowed', /takes 2 hops/],
])('%s', (_condition, target, check, evidence) => {
	const problem = versionProblem(inputFixture({ targetImages: undefined }, { target }));
	expect(problem).toMatchObject({ check, outcome: 'fail', advice: expect.stringMatching(/\S/) });
	expect(problem?.evidence).toMatch(evidence);
});

test.each(['0.1.10', '0.2.0'])('none with %s', (target) => {
	expect(versionProblem(inputFixture({}, { target }))).toBeUndefined();
});

test('none when the registry cannot be asked: that is a warning', () => {
	const down = { ok: false, problem: 'down' } as const;
	expect(versionProblem(inputFixture({ releases: down, targetImages: down }))).toBeUndefined();
});
