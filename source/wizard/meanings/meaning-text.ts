import type { Phase } from '../../run/events.ts';
import type { Gate } from '../../run/gates.ts';
import type { TextContent } from '../pane-content.ts';
import { type StyledLine, styledLine, wrapStyled } from '../styled-line.ts';
import { gateMeanings, stationMeanings } from './stations.ts';

/** What the highlighted line, the question and the station are about. */
export function meaningText(
	about: { readonly title: string; readonly text: string } | undefined,
	gate: Gate | undefined,
	station: Phase,
	room: number,
): TextContent {
	const part = (title: string, text: string): readonly StyledLine[] => [
		...wrapStyled(title, room, 'strong'),
		...wrapStyled(text, room),
		styledLine(''),
	];
	return {
		kind: 'text',
		title: 'What is this, and why does it matter?',
		lines: [
			...(about ? part(about.title, about.text) : []),
			...(gate ? part(gate.title, gateMeanings[gate.kind]) : []),
			...wrapStyled(stationMeanings[station], room, 'quiet'),
		],
	};
}
