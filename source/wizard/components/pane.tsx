import type { Box } from '../layout.ts';
import { cutText, type StyledLine } from '../styled-line.ts';
import { glyphs } from '../theme.ts';
import { Rows } from './line.tsx';

/** A pane's rows, and its title on the line above it. The pane that has the keys is marked. */
export function Pane(props: {
	box: Box;
	title: string;
	focused: boolean;
	rows: readonly StyledLine[];
	/** `1–14/60`, when not everything is on screen. */
	position?: string | undefined;
}) {
	const { box, title, focused, rows, position } = props;
	const mark = focused ? `${glyphs.cursor} ` : '';
	const place = position ? ` · ${position}` : '';
	const text = `${mark}${cutText(title, box.width - 4 - mark.length - place.length)}${place}`;
	const width = Math.min(box.width - 2, text.length + 2);
	return (
		<>
			<Rows
				place={{ left: box.left + 1, top: box.top - 1, width, height: 1 }}
				rows={[[{ text: ` ${text} `, role: focused ? 'strong' : 'quiet' }]]}
			/>
			<Rows place={box} rows={rows} />
		</>
	);
}

/** `1–14/60`, or undefined when all is on screen. */
export function positionText(first: number, shown: number, total: number): string | undefined {
	return shown < total ? `${first + 1}–${first + shown}/${total}` : undefined;
}
