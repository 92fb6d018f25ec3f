import type { RunView } from '../run/view.ts';
import { durationText } from './amounts.ts';
import { helpRows, type Place } from './keys.ts';
import { labelWidth, type TextContent } from './pane-content.ts';
import { padText, type StyledLine, styledLine, wrapStyled, wrapText } from './styled-line.ts';

/** `Leaving now costs: …`, with the time a way back would take where the sentence does not say it. */
export function leavingText({ leaving }: RunView): string {
	const took = durationText(leaving.milliseconds);
	const time = leaving.milliseconds > 0 && !leaving.text.includes(took) ? ` (about ${took})` : '';
	return `Leaving now costs: ${leaving.text}${time}`;
}

/** The question before the wizard is left while the run goes on. */
export function leaveDialog(view: RunView, room: number, apart: boolean): TextContent {
	return {
		kind: 'text',
		title: 'Leave?',
		lines: [
			...wrapStyled('The run has not ended.', room, 'strong'),
			...wrapStyled(leavingText(view), room, 'warning'),
			styledLine(''),
			...choice('s', 'Stop at the next safe point. The wizard stays open and then says how to go on.', room),
			...choice(
				'l',
				apart ? leaveRunning(view) : 'Leave at once, with exit code 130. Ctrl+C again does the same.',
				room,
			),
			...choice('Esc', 'Stay here. Nothing changes.', room),
		],
	};
}

const leaveRunning = ({ gate }: RunView) =>
	`Leave the wizard, with exit code 130. The run ${gate ? 'waits at its question' : 'goes on up to its next question'}; lockkeeper attach opens it again. Ctrl+C again does the same.`;

/** The question before a run is asked to stop. */
export function stopDialog(view: RunView, room: number): TextContent {
	return {
		kind: 'text',
		title: 'Stop?',
		lines: [
			...wrapStyled('Stop at the next safe point?', room, 'strong'),
			...wrapStyled(
				'The run goes on to the next point where it can be left safely and ends there. The result says how to go on.',
				room,
			),
			...wrapStyled(leavingText(view), room, 'warning'),
			styledLine(''),
			...choice('y', 'Yes, stop at the next safe point.', room),
			...choice('Esc', 'Stay here. Nothing changes.', room),
		],
	};
}

/** The keys that work where the operator was, from the one table. */
export function helpText(places: ReadonlySet<Place>, room: number): TextContent {
	const rows = helpRows(places);
	const width = labelWidth(
		rows.map((row) => row.shown),
		12,
	);
	return {
		kind: 'text',
		title: 'Keys that work here',
		lines: rows.flatMap(({ shown, does }) =>
			wrapText(does, room - width - 2).map(
				(text, row): StyledLine => [
					{ text: `${padText(row === 0 ? shown : '', width)}  `, role: 'accent' },
					{ text },
				],
			),
		),
	};
}

/** The result below a station that is not the report. */
export function resultContent(view: RunView, room: number): TextContent {
	const result = view.result;
	return {
		kind: 'text',
		title: result?.exit === 0 ? 'Done' : 'The run has ended',
		lines: result?.text.flatMap((sentence) => wrapStyled(sentence, room)) ?? [],
	};
}

const choice = (key: string, does: string, room: number): readonly StyledLine[] =>
	wrapText(does, room - 5).map(
		(text, row): StyledLine => [{ text: padText(row === 0 ? key : '', 5), role: 'accent' }, { text }],
	);
