import type { Message } from '../notify/message.ts';
import { announceSteps } from '../plan/announce.ts';
import type { Plan, Step } from '../plan/plan.ts';
import type { Stack } from '../survey/identify.ts';
import { announcementOf } from './announcement-of.ts';
import type { JournalEvent, Stamped } from './events.ts';
import { noticeOf, noticesOfEnd } from './notices.ts';

const step: Step = {
	...{ id: 'wait', kind: 'wait', phase: 'Upgrade', title: 'wait for containers, log, health, schema' },
	...{ commands: [], changes: '', undo: '', expected: 0, downtime: 0, parameters: {} },
};

/**
 * What an upgrade of a stack would tell, a message of each event: the words are those of a run, made of a question, a failure and
 * an end such as there may be.
 */
export function exampleMessages(
	stack: Pick<Stack, 'name' | 'directory' | 'runbook' | 'settings'>,
	versions: Pick<Plan, 'from' | 'to'>,
	now: Date,
): readonly Message[] {
	const { name, directory, runbook } = stack;
	const { from, to } = versions;
	const at = now.toISOString();
	const plan: Plan = {
		...{ purpose: 'upgrade', from, to, directory },
		steps: [...announceSteps(announcementOf(stack, versions, now), 'Upgrade'), step],
	};
	const begun: readonly JournalEvent[] = [
		{
			...{ type: 'run', run: 'example', purpose: 'upgrade', app: runbook.app, stack: name, directory },
			...{ lockkeeper: '', practice: false },
		},
		{ type: 'versions', from, to },
		{ type: 'plan', plan },
		{ type: 'phase', phase: 'Back up' },
	];
	const costs: JournalEvent = {
		type: 'leaving',
		cost: { text: `re-pin ${from} and restart`, milliseconds: 15_000 },
	};
	const gate: JournalEvent = {
		type: 'gate',
		gate: {
			...{ id: 'upgrade-pin', kind: 'confirm', destructive: true, text: [], commands: [] },
			...{ changes: '', wayBack: '', title: `Pin ${to} and restart ${name} now?` },
		},
	};
	const failed: JournalEvent = {
		...{ type: 'step ends', step: step.id, outcome: 'failed', detail: 'the reason stands here', took: 0 },
	};
	const journal = (...more: readonly JournalEvent[]): readonly Stamped<JournalEvent>[] =>
		[...begun, ...more].map((event, index) => ({ ...event, sequence: index + 1, at }));
	return [
		...[journal(), journal(gate), journal(costs, failed)].flatMap((past) => noticeOf(past)?.message ?? []),
		...noticesOfEnd(
			journal(),
			{ exit: 0, state: 'new version', text: [`${name} runs ${to}, verified.`, 'Report: where it lies'] },
			at,
		).map(({ message }) => message),
	];
}

/** What tries a target out: nothing has happened. */
export const testMessage = (
	{ name, runbook }: Pick<Stack, 'name' | 'runbook'>,
	from: string,
	now: Date,
): Message => ({
	...{ event: 'test', stack: name, app: runbook.app, from, to: '', run: '' },
	text: `A test of the notifications of ${name}: nothing has happened.`,
	time: now.toISOString(),
});
