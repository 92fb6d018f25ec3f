import type { CheckInput } from '../../source/checks/check.ts';
import type { Facts } from '../../source/survey/facts.ts';
import { factsFixture } from '../survey/facts-fixture.ts';

/** The healthy Specivo of the fixture, asked about 0.1.10 at 02:48. @param facts replace whole keys */
export function inputFixture(
	facts: Partial<Facts> = {},
	rest: Partial<Omit<CheckInput, 'facts'>> = {},
): CheckInput {
	return { facts: factsFixture(facts), target: '0.1.10', now: new Date(2026, 5, 15, 2, 48), ...rest };
}
