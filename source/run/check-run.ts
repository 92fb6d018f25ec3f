// Touches the world through the survey; keeps no journal.
import { exactVersion } from '../releases/versions.ts';
import { secretsOfStack } from '../survey/secrets.ts';
import { survey } from '../survey/survey.ts';
import { redactor } from '../text/redact.ts';
import { checklist } from './checklist.ts';
import { notAVersion } from './choose-target.ts';
import type { Result } from './events.ts';
import { tell } from './story.ts';
import type { UpgradeOptions } from './upgrade-run.ts';

/** The checklist alone: no lock, no journal, nothing changed. */
export async function checkRun({ run, identify, target }: UpgradeOptions): Promise<Result> {
	return tell(run, 'check', async () => {
		if (target !== undefined && !exactVersion(target)) throw notAVersion(target);
		run.emit({ type: 'phase', phase: 'Survey' });
		const stack = await identify();
		run.hide(redactor(secretsOfStack(stack)));
		const facts = await survey(stack, {
			now: new Date(),
			onFact: (fact) => run.emit({ type: 'fact', fact }),
			signal: run.interruption(),
		});
		run.grantWish();
		const { failed, warned, findings } = await checklist(run, stack, facts, target && exactVersion(target));
		const passed = findings.filter((finding) => finding.outcome === 'pass').length;
		return {
			exit: failed.length > 0 ? 3 : warned.length > 0 ? 4 : 0,
			state: 'unknown',
			text: [`${passed} passed, ${warned.length} warned, ${failed.length} failed. Nothing was changed.`],
		};
	});
}
