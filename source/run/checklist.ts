// Touches the world: asks the registry for the target's image, and the clock.
import type { Finding } from '../checks/finding.ts';
import { examineAll } from '../checks/index.ts';
import type { Facts } from '../survey/facts.ts';
import type { Stack } from '../survey/identify.ts';
import { readNewVariables } from '../survey/new-variables/read.ts';
import { withTarget } from '../survey/with-target.ts';
import { windowOf } from './open-run.ts';
import type { Run } from './run.ts';

/** Runs every check on the facts with the target's image; emits each finding. */
export async function checklist(
	run: Run,
	stack: Stack,
	surveyed: Facts,
	target: string | undefined,
): Promise<{
	facts: Facts;
	findings: readonly Finding[];
	failed: readonly Finding[];
	warned: readonly Finding[];
}> {
	run.emit({ type: 'phase', phase: 'Checklist' });
	const [known, newVariables] = await Promise.all([
		target === undefined ? surveyed : withTarget(stack, surveyed, target),
		readNewVariables(stack, target, run.interruption()),
	]);
	const facts = { ...known, newVariables };
	const window = windowOf(stack);
	const findings = examineAll({
		facts,
		...(target === undefined ? {} : { target }),
		...(window ? { window } : {}),
		now: new Date(),
	});
	for (const finding of findings) run.emit({ type: 'finding', finding });
	return {
		facts,
		findings,
		failed: findings.filter((finding) => finding.outcome === 'fail'),
		warned: findings.filter((finding) => finding.outcome === 'warn'),
	};
}
