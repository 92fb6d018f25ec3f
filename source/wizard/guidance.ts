import type { Phase } from '../run/events.ts';
import type { Gate } from '../run/gates.ts';
import { durationText } from './amounts.ts';
import type { Attention, GateDraft } from './attention.ts';
import type { Picture } from './run-picture.ts';

/** One or two sentences: what is happening, and which key goes on. */
export function guidanceText(input: {
	readonly picture: Picture;
	readonly attention: Attention;
	readonly station: Phase;
	/** True when the question's pane has the keys. */
	readonly gateFocused: boolean;
	/** How often Tab is pressed until it has; 1 unless said. */
	readonly tabs?: number;
	/** True when one pane has the whole screen: Tab leads nowhere then. */
	readonly full?: boolean;
	readonly awake: boolean;
	readonly draft: GateDraft;
	/** True while the question's text goes on below what is on screen, and yes is not taken for that. */
	readonly unread?: boolean;
	/** Undefined where no clock is shown. */
	readonly now: Date | undefined;
}): string {
	const { picture, attention } = input;
	const text = ownGuidance(input);
	const { answeredBy } = picture;
	return answeredBy === undefined || attention.search ? text : `Answered by the ${answeredBy}. ${text}`;
}

function ownGuidance(input: Parameters<typeof guidanceText>[0]): string {
	const { picture, attention, station, gateFocused, awake, draft, unread = false, now } = input;
	const back = input.full
		? 'Esc leads out of the full screen'
		: `${tabsText(input.tabs ?? 1)} leads to the question`;
	const { view } = picture;
	if (attention.search?.typing) return `Search for: ${attention.search.text}_`;
	if (attention.search) return searchText(attention.search);
	if (station !== view.phase) {
		const waits = view.gate ? 'where a question waits' : 'and goes on';
		return `You look back at ${station}. The run is at ${view.phase}, ${waits}: Esc leads there.`;
	}
	if (view.gate) {
		if (!gateFocused && attention.notice?.phase === view.phase) return `${attention.notice.text} ${back}.`;
		if (!gateFocused) return `The run waits for your answer. ${back}: ${view.gate.title}`;
		if (!awake) return 'A question has opened. Keys typed before it could be read are not taken; one moment.';
		const asks = unread
			? 'Read to the end first: PgDn shows more. Then y for yes, or n for no.'
			: gateText(view.gate, draft);
		return attention.notice?.gate === view.gate.id ? `${asks} ${attention.notice.text}` : asks;
	}
	if (view.result) {
		return view.result.exit === 0
			? 'The run is done. ← looks back at the stations, q closes.'
			: `The run has ended with exit code ${view.result.exit}. ← looks back at the stations, q closes.`;
	}
	if (attention.notice?.phase === view.phase && attention.notice.gate === undefined)
		return attention.notice.text;
	return workText(picture, now);
}

const tabsText = (tabs: number) => (tabs === 1 ? 'Tab' : tabs === 2 ? 'Tab twice' : `Tab ${tabs} times`);

function searchText(search: NonNullable<Attention['search']>): string {
	if (search.errors)
		return search.at
			? `Lines that say they are errors: ${search.at.index + 1} of ${search.at.count}. n next, N previous, Esc ends.`
			: 'No line of this log that is kept here says it is an error. Esc goes on.';
	if (!search.at) return `“${search.text}” is not in this pane. Esc ends the search.`;
	return `“${search.text}”: line ${search.at.index + 1} of ${search.at.count}. n next, N previous, Esc ends the search.`;
}

function gateText(gate: Gate, draft: GateDraft): string {
	switch (gate.kind) {
		case 'acknowledge': {
			const open = gate.items.length - draft.acknowledged.length;
			return open > 0
				? `Read each one and press Space on it: ${open} of ${gate.items.length} still open. n declines.`
				: 'All are acknowledged: Enter goes on, n declines.';
		}
		case 'confirm':
			return gate.destructive
				? 'Your answer is needed: y for yes, n for no. Enter is not taken here.'
				: 'Your answer is needed: y or Enter for yes, n for no.';
		case 'type':
			return `Your answer is needed: type “${gate.expected}”${gate.exports ? ', or e to export first' : ''}, then Enter.`;
		case 'tick': {
			const open = gate.items.length - Object.keys(draft.ticks).length;
			return open > 0
				? `Try each by hand, then press w works, b broken or m not made: ${open} of ${gate.items.length} open.`
				: 'Every one has an answer: Enter goes on.';
		}
		case 'choose':
			return 'Choose with ↑ and ↓: its own text says what it does. Enter chooses, n declines.';
		default:
			return gate satisfies never;
	}
}

function workText({ view, plans }: Picture, now: Date | undefined): string {
	const running = plans
		.flatMap((plan) => plan.steps)
		.filter((step) => view.steps[step.id]?.state === 'running')
		.at(-1);
	if (!running) return `Nothing to do: ${idle[view.phase]}`;
	if (!now) {
		const takes = running.expected > 0 ? `, which takes about ${durationText(running.expected)}` : '';
		return `Nothing to do: ${running.title}${takes}.`;
	}
	const beganAt = view.steps[running.id]?.beganAt;
	const since = beganAt === undefined ? 0 : Math.max(0, now.getTime() - Date.parse(beganAt));
	const expected = running.expected > 0 ? ` of about ${durationText(running.expected)}` : '';
	return `Nothing to do: ${running.title}, ${durationText(since)}${expected}.`;
}

const idle: Readonly<Record<Phase, string>> = {
	Survey: 'the stack is looked at; nothing is changed.',
	Checklist: 'the checks are made; nothing is changed.',
	Notes: 'the release notes are read.',
	Plan: 'the plan is made; nothing is changed.',
	'Back up': 'the next step of the backup begins by itself.',
	Upgrade: 'the next step of the upgrade begins by itself.',
	Verify: 'the next step of the verification begins by itself.',
	Report: 'the report is written.',
	'Ways back': 'the ways back are prepared.',
};
