import { quote, toShell } from '../docker/command.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { type RetentionPolicy, retentionSchema } from '../restore-points/retention.ts';
import type { Stack } from '../survey/identify.ts';
import { formatDuration } from '../text/duration.ts';
import { inWords } from '../text/list.ts';
import type { JournalEvent } from './events.ts';

/**
 * What is said once the new version is verified: what came of the optional steps, what is left to the operator, what to watch
 * for a day, and for how long the restore point is kept; a sentence each.
 * @param restorePoint its id
 */
export function afterSentences(
	{ runbook, settings, directory }: Pick<Stack, 'runbook' | 'settings' | 'directory'>,
	plan: Plan,
	events: readonly JournalEvent[],
	restorePoint: string | undefined,
): readonly string[] {
	const { optional, watch } = runbook.after;
	return [
		...plan.steps.flatMap((step) => (step.kind === 'optional' ? cameOf(step, plan, events) : [])),
		...optional
			.filter(({ command }) => command === undefined)
			.map(
				({ title, when }) => `Yours to do${when === undefined ? ', if you wish' : `, ${when}`}: ${title}.`,
			),
		...(watch.length > 0 ? [`Watch for a day: ${watch.join('; ')}.`] : []),
		...(restorePoint === undefined
			? []
			: keptSentences(restorePoint, settings.retention ?? retentionSchema.parse({}), directory)),
	];
}

function cameOf(step: Step, { to, directory }: Plan, events: readonly JournalEvent[]): readonly string[] {
	const { does = step.title, when, look = '' } = step.parameters;
	const end = events.findLast((event) => event.type === 'step ends' && event.step === step.id);
	const byHand = [`cd ${quote(directory)}`, ...step.commands].join(' && ');
	if (end?.type !== 'step ends' || end.outcome === 'skipped')
		return [`Left: ${does}${when === undefined ? '' : `, ${when}`}. To run it: ${byHand}`];
	if (end.outcome === 'done') return [`Done: ${does}, in ${formatDuration(end.took)}; ${end.detail}.`];
	return [
		`Not done: ${does}. ${end.detail.replace(/\.$/, '')}. ${to} runs and is verified all the same.`,
		`Whether its program still runs in the container: ${look}. To run it again: ${byHand}`,
	];
}

/** The journal pins the restore point of the newest verified upgrade; what comes after that, the retention decides. */
function keptSentences(
	id: string,
	{ last, daily, weekly }: RetentionPolicy,
	directory: string,
): readonly string[] {
	const rules = [
		`the last ${last}`,
		...(daily > 0 ? [`one of each of ${daily} days`] : []),
		...(weekly > 0 ? [`one of each of ${weekly} weeks`] : []),
	];
	return [
		`Keep the restore point ${id} until you have worked with the new version for a while. No prune removes it before a later upgrade is verified; from then on the retention keeps ${inWords(rules)}, and \`retention\` in lockkeeper.yaml can say more.`,
		`To look at it: ${toShell({ argv: ['lockkeeper', 'restore-points', 'show', id, '--stack', directory] })}`,
	];
}
