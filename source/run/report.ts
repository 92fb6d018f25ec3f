import type { Plan } from '../plan/plan.ts';
import { clock } from '../text/clock.ts';
import { formatDuration } from '../text/duration.ts';
import type { JournalEvent, Stamped } from './events.ts';
import type { Tick } from './gates.ts';
import { hopsOf } from './hops-of.ts';
import { notificationLine } from './notification-words.ts';
import { emptyView, nextView } from './view.ts';

/**
 * What was done, when, how long, with what result: Markdown from a run's events, the newest hop first.
 * @param took milliseconds of the newest hop's steps
 * @param sentences what was come to, said first
 * @param after what is left to do and to watch, said last
 */
export function reportMarkdown(
	events: readonly Stamped<JournalEvent>[],
	took: number,
	sentences: readonly string[] = [],
	after: readonly string[] = [],
): string {
	const hops = hopsOf(events);
	const header = events.filter(({ type }) => type === 'run');
	// What a run says of itself stands before its first hop alone.
	const told = hops.map((hop, index) => (index === 0 ? hop : [...header, ...hop]));
	const earlier = told.slice(0, -1).map((hop) => hopMarkdown(hop, tookOf(hop)));
	const newest = hopMarkdown(told.at(-1) ?? [], took, sentences, after);
	return [newest, ...earlier.reverse()].join('\n');
}

const tookOf = (events: readonly JournalEvent[]) =>
	events.reduce((sum, event) => sum + (event.type === 'step ends' ? event.took : 0), 0);

function hopMarkdown(
	events: readonly Stamped<JournalEvent>[],
	took: number,
	sentences: readonly string[] = [],
	after: readonly string[] = [],
): string {
	const view = events.reduce(nextView, emptyView);
	const plan = view.plan;
	const began = events.find(({ type }) => type !== 'run')?.at ?? events[0]?.at ?? '';
	const ended = events.filter((event) => event.type === 'step ends');
	const output = (step: string, name: string) =>
		ended.findLast((event) => event.step === step)?.outputs?.[name];
	const downtime = output('wait', 'downtime');
	const path = output('restore-point', 'path');
	const hop = view.hop ? `, hop ${view.hop.number} of ${view.hop.hops.length}` : '';
	return [
		`# ${view.app}: ${titleOfPlan(plan)}${hop}`,
		'',
		...sentences.map((sentence) => `- ${sentence}`),
		...(sentences.length > 0 ? [''] : []),
		`| | |`,
		`|---|---|`,
		`| Stack | ${view.stack} in ${view.directory} |`,
		...(view.practice ? ['| | practice stack: no Docker was touched |'] : []),
		`| Run | ${view.run} |`,
		`| Began | ${clock(began)} |`,
		`| Steps took | ${formatDuration(took)} |`,
		...(downtime
			? [
					`| The app did not answer as expected for | ${formatDuration(Number(downtime))}, after the restart began |`,
				]
			: []),
		...(path ? [`| Restore point | ${path} |`] : []),
		...(output('swap', 'kept')
			? [`| Kept from before the restore | ${output('swap', 'kept')?.replaceAll('\n', ', ')} |`]
			: []),
		'',
		...(view.findings.length > 0 ? ['## Checklist', ''] : []),
		...view.findings.map((finding) => `- ${finding.outcome}: ${finding.title} – ${finding.evidence}`),
		...(view.findings.length > 0 ? [''] : []),
		'## Steps',
		'',
		'| step | result | took | |',
		'|---|---|---|---|',
		...ended.map(
			(event) =>
				`| ${titleOf(events, event)} | ${event.outcome} | ${formatDuration(event.took)} | ${cell(event.detail)} |`,
		),
		'',
		...interruptions(events),
		...heldUp(events),
		...notifications(events),
		...ticksOf(view.answers),
		...(after.length > 0 ? ['## After the upgrade', '', ...after.map((line) => `- ${line}`), ''] : []),
	].join('\n');
}

function titleOfPlan(plan: Plan | undefined): string {
	if (!plan) return 'run';
	return plan.purpose === 'backup' ? `restore point of ${plan.from}` : `${plan.from} → ${plan.to}`;
}

/** Two plans of one run may use the same id: the title is that of the newest plan before. */
function titleOf(
	events: readonly Stamped<JournalEvent>[],
	ended: { readonly step: string; readonly sequence: number },
): string {
	const before = events.filter((event) => event.sequence < ended.sequence);
	const plan = before.findLast((event) => event.type === 'plan')?.plan;
	return plan?.steps.find((step) => step.id === ended.step)?.title ?? ended.step;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** When the run was interrupted, where, and when it was opened again. */
function interruptions(events: readonly Stamped<JournalEvent>[]): readonly string[] {
	const lines = events.flatMap((event) =>
		event.type === 'resumed' ? `- ${cell(event.where)} Opened again at ${clock(event.at)}.` : [],
	);
	return lines.length === 0 ? [] : ['## Interrupted', '', ...lines, ''];
}

/** What a step waited for, and until when: a long step may have been somebody else's doing. */
function heldUp(events: readonly Stamped<JournalEvent>[]): readonly string[] {
	const notices = events.flatMap((event) =>
		event.type === 'notice' ? `- ${clock(event.at)}: ${event.text.map(cell).join(' ')}` : [],
	);
	return notices.length === 0 ? [] : ['## Held up', '', ...notices, ''];
}

/** Who was told of what, and who could not be. */
function notifications(events: readonly Stamped<JournalEvent>[]): readonly string[] {
	const lines = events.flatMap((event) =>
		event.type === 'notification' ? `- ${clock(event.at)}: ${cell(notificationLine(event))}` : [],
	);
	return lines.length === 0 ? [] : ['## Notifications', '', ...lines, ''];
}

function ticksOf(answers: ReturnType<typeof nextView>['answers']): readonly string[] {
	const ticks = answers.flatMap(({ answer }) =>
		answer.kind === 'ticks' ? Object.entries<Tick>(answer.ticks) : [],
	);
	return ticks.length === 0
		? []
		: ['## By hand', '', ...ticks.map(([item, tick]) => `- ${item}: ${tick}`), ''];
}
