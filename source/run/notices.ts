import { quote } from '../docker/command.ts';
import type { Message } from '../notify/message.ts';
import { formatDuration } from '../text/duration.ts';
import type { JournalEvent, Purpose, Result, Stamped } from './events.ts';
import { hopPosition, newestHop } from './hops-of.ts';
import { emptyView, nextView, type RunView } from './view.ts';

/** Something of a run that somebody is told of. */
export type Notice = {
	/** Names it within the run: what was told once is not told again, also after a kill. */
	readonly key: string;
	readonly message: Message;
};

const told: ReadonlySet<JournalEvent['type']> = new Set(['phase', 'gate', 'step ends']);

/**
 * What somebody is told of an event: that work begins or goes on, that a question was opened in it, that a step failed. Of
 * questions before the work nobody is told: who began sits in front of them.
 * @param past all events so far, the event the last of them
 */
export function noticeOf(past: readonly Stamped<JournalEvent>[]): Notice | undefined {
	const event = past.at(-1);
	if (!event || !told.has(event.type) || !hasBegun(past)) return undefined;
	const view = viewOf(past);
	const head = headOf(view);
	const saying = (kind: Message['event'], key: string, lines: readonly string[]): Notice => ({
		key,
		message: messageOf(view, kind, event.at, lines),
	});
	switch (event.type) {
		case 'phase': {
			if (!hasBegun(newestHop(past))) return undefined;
			const goesOn = newestHop(past).some(({ type }) => type === 'step begins');
			return saying('start', startKey(past), [
				`${head} ${goesOn ? 'goes on' : 'begins'}.`,
				...announcedIn(view),
			]);
		}
		case 'gate': {
			const { id, title } = event.gate;
			const before = past.filter((other) => other.type === 'answer' && other.gate === id).length;
			return saying('gate', `gate ${id} ${before}`, [
				`${head} waits for an answer: ${title}`,
				...leavingIn(view),
				...(view.purpose === 'backup'
					? []
					: [`To open it: lockkeeper attach --stack ${quote(view.directory)}`]),
			]);
		}
		case 'step ends': {
			if (event.outcome !== 'failed' || event.wished) return undefined;
			const title = view.plan?.steps.find(({ id }) => id === event.step)?.title ?? event.step;
			return saying('failure', `failure ${event.sequence}`, [
				`${head}: “${title}” failed: ${event.detail}`,
				...leavingIn(view),
			]);
		}
		default:
			return undefined;
	}
}

/**
 * What somebody is told of the end of a run, before it stands in the journal: the end of what had begun, and a failure
 * that no step has told.
 */
export function noticesOfEnd(
	past: readonly Stamped<JournalEvent>[],
	{ exit, state, text }: Result,
	at: string,
): readonly Notice[] {
	const view = viewOf(past);
	const said = [`${headOf(view)} ${endWords(exit)}.`, ...text];
	const failed = past.some(
		(event) => event.type === 'step ends' && event.outcome === 'failed' && !event.wished,
	);
	// A plan more, and it is the end of another work, e.g. of a way back after a resume.
	const key = `${exit} ${state} ${past.filter(({ type }) => type === 'plan').length}`;
	return [
		...(isFailure(exit) && !failed
			? [{ key: `failure ${key}`, message: messageOf(view, 'failure', at, said) }]
			: []),
		...(hasBegun(past) ? [{ key: `end ${key}`, message: messageOf(view, 'end', at, said) }] : []),
	];
}

/** Of the hop that a run is at. */
export const startKey = (past: readonly JournalEvent[]): string => `start ${hopPosition(past)?.number ?? 1}`;

/** Once a plan is being executed: its first station is entered. */
function hasBegun(past: readonly JournalEvent[]): boolean {
	const plan = past.findIndex(({ type }) => type === 'plan');
	return plan >= 0 && past.slice(plan).some(({ type }) => type === 'phase' || type === 'resumed');
}

const isFailure = (exit: Result['exit']) => exit === 1 || exit === 2 || exit === 3;

const endWords = (exit: Result['exit']) =>
	exit === 0 ? 'is done' : isFailure(exit) ? 'failed' : 'was stopped';

const viewOf = (past: readonly Stamped<JournalEvent>[]) => past.reduce<RunView>(nextView, emptyView);

const messageOf = (
	view: RunView,
	event: Message['event'],
	time: string,
	lines: readonly string[],
): Message => ({
	event,
	stack: view.stack,
	app: view.app,
	from: view.from ?? '',
	to: view.to ?? '',
	run: view.run,
	text: lines.join('\n'),
	time,
});

const works: Readonly<Record<Purpose, string>> = {
	check: 'Check',
	upgrade: 'Upgrade',
	rollback: 'Rollback',
	backup: 'Backup',
};

/** `Upgrade of specivo from 0.1.9 to 0.1.10`. */
function headOf({ purpose, stack, from, to, hop, plan }: RunView): string {
	const between = from === undefined ? '' : to === undefined ? `, ${from}` : ` from ${from} to ${to}`;
	// A way back that leads to another restore point gives an upgrade's run its own versions.
	const back = plan?.purpose === 'rollback' && plan.from === from && plan.to === to;
	const work = works[back ? 'rollback' : purpose];
	return `${work} of ${stack}${between}${hop ? ` (hop ${hop.number} of ${hop.hops.length})` : ''}`;
}

/** What the runbook has those told who use the app. */
const announcedIn = ({ plan }: RunView): readonly string[] => {
	const text = plan?.steps.find(({ kind }) => kind === 'announce')?.parameters.text;
	return text === undefined ? [] : [text];
};

const leavingIn = ({ leaving: { text, milliseconds } }: RunView): readonly string[] => [
	`Leaving now costs: ${text}${milliseconds > 0 ? ` (about ${formatDuration(milliseconds)})` : ''}`,
];
