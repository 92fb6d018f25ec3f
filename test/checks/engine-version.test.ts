import { expect, test } from 'vitest';
import { engineVersion } from '../../source/checks/engine-version.ts';
import { factsFixture } from '../survey/facts-fixture.ts';
import { inputFixture } from './input.ts';

test.each([
	['both new enough', '27.5.1', '2.32.4', 'pass', undefined],
	['the oldest that do', '20.10.0', '2.20.0', 'pass', undefined],
	['with a distribution’s endings', '20.10.24+dfsg1', '2.26.1-4', 'pass', undefined],
	['Compose with a v', '27.5.1', 'v2.32.4-desktop.1', 'pass', undefined],
	['engine too old', '19.03.15', '2.32.4', 'fail', /Update Docker Engine to 20\.10 or newer/],
	['Compose too old', '27.5.1', '2.19.1', 'fail', /^Update Compose to 2\.20 or newer\.$/],
	['both too old', '19.03.15', '2.1.0', 'fail', /Docker Engine.*Compose/],
	['Podman’s docker', '4.9.3', '2.32.4', 'fail', /Docker Engine/],
	['a version that cannot be read', 'dev', '2.32.4', 'warn', /See for yourself that Docker Engine/],
])('%s: Docker %s, Compose %s', (_condition, version, composeVersion, outcome, advice) => {
	const engine = { ...factsFixture().engine, version, composeVersion };
	const finding = engineVersion.examine(inputFixture({ engine }));
	expect(finding.outcome).toBe(outcome);
	expect(finding.evidence).toContain(version);
	expect(finding.evidence).toContain(composeVersion);
	if (advice) expect(finding.advice).toMatch(advice);
	else expect(finding.advice).toBeUndefined();
});
