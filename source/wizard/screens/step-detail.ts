import { seenText } from '../../plan/as-seen.ts';
import type { Plan, Step } from '../../plan/plan.ts';
import type { Notice, Progress } from '../../run/events.ts';
import type { ProgressView, StepView } from '../../run/view.ts';
import { amountText, durationText, progressText } from '../amounts.ts';
import { bar } from '../pane-content.ts';
import { type StyledLine, styledLine, wrapStyled } from '../styled-line.ts';
import { glyphs } from '../theme.ts';

/** A step in full: commands as they are pasted into a shell, what it changes, how it is undone, how long it takes. */
export function stepLines(step: Step, plan: Plan, room: number): readonly StyledLine[] {
	const downtime =
		step.downtime === 0 ? 'the app serves meanwhile' : `${durationText(step.downtime)} of downtime`;
	return [
		...wrapStyled(step.title, room, 'strong'),
		...(step.commands.length === 0
			? wrapStyled('No command.', room, 'quiet')
			: [
					...wrapStyled(`Commands, in ${plan.directory}`, room, 'quiet'),
					...step.commands.flatMap((command) => wrapStyled(`$ ${command}`, room, 'accent', 2)),
				]),
		...labelled('Changes', step.changes, room),
		...labelled('Undone by', step.undo, room),
		...labelled('Takes', `about ${durationText(step.expected)}${seenText(step)}; ${downtime}`, room),
		...(step.gate
			? labelled('Asks first', step.gate === 'type' ? 'by typing a name' : 'with yes or no', room)
			: []),
	];
}

/** What is counted, and what it is at just now. */
export const progressName = ({ label, note }: Progress): string => (note ? `${label} ${note}` : label);

/**
 * A word when a bar tells nothing new for a while. Of seconds that are counted, and of items whose number nobody knows,
 * silence says nothing; a step that is held up by something known has its notice.
 */
export function standstillText({ done, total, unit, movedAt }: ProgressView, now: Date): string | undefined {
	if (unit === 'seconds' || (unit === 'items' && total === undefined) || done === total) return undefined;
	const since = now.getTime() - Date.parse(movedAt);
	return since >= noticed ? `nothing new for ${durationText(since)}` : undefined;
}

/** Milliseconds. */
const noticed = 10_000;

/** A bar with what is known of it: amount, rate, time left. */
export function progressLines(progress: ProgressView, room: number, now: Date): readonly StyledLine[] {
	const { done, total } = progress;
	const label = progressName(progress);
	const stands = standstillText(progress, now);
	const amount =
		stands === undefined
			? wrapStyled(progressText(progress), room, 'quiet')
			: [
					...wrapStyled(amountText(progress), room, 'quiet'),
					...wrapStyled(`${glyphs.warn} ${stands}`, room, 'warning', 2),
				];
	if (total === undefined || total <= 0) return [...wrapStyled(label, room), ...amount];
	const share = Math.max(0, Math.min(1, done / total));
	return [
		...wrapStyled(label, room),
		[
			{ text: bar(share, Math.max(4, Math.min(40, room - 6))), role: 'accent' },
			{ text: ` ${String(Math.floor(share * 100)).padStart(3)} %` },
		],
		...amount,
	];
}

/** What a step says of itself now. */
export function stateLines(state: StepView | undefined, room: number, now: Date): readonly StyledLine[] {
	if (!state || state.state === 'waiting') return [];
	const took = state.took === undefined ? '' : `, took ${durationText(state.took)}`;
	const role = state.state === 'failed' ? 'bad' : state.state === 'done' ? 'good' : undefined;
	return [
		...wrapStyled(`${state.state}${took}`, room, role),
		...(state.detail ? wrapStyled(state.detail, room, state.state === 'failed' ? 'bad' : undefined) : []),
		...noticeLines(state.notice, room),
		...Object.values(state.progress).flatMap((progress) => progressLines(progress, room, now)),
		styledLine(''),
	];
}

/** What holds a step up, and the commands against it that are the operator's alone. */
function noticeLines(notice: Notice | undefined, room: number): readonly StyledLine[] {
	if (!notice) return [];
	return [
		...notice.text.flatMap((line) => wrapStyled(`${glyphs.warn} ${line}`, room, 'warning', 2)),
		...(notice.commands.length > 0 ? wrapStyled(`${notice.commandsDo}:`, room, 'quiet') : []),
		...notice.commands.flatMap((command) => wrapStyled(`$ ${command}`, room, 'accent', 2)),
	];
}

const labelled = (label: string, text: string, room: number): readonly StyledLine[] => [
	styledLine(label, 'quiet'),
	...wrapStyled(`  ${text}`, room, undefined, 2),
];
