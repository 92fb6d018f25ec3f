import { Box, Text } from 'ink';
import { createElement } from 'react';
import type { Box as Place } from '../layout.ts';
import { cutLine, type StyledLine } from '../styled-line.ts';
import { type Theme, useTheme } from '../theme.ts';

/** Rows at a fixed place of the screen, cut to it: nothing can push the frame apart. */
export function Rows({ place, rows }: { place: Place; rows: readonly StyledLine[] }) {
	const theme = useTheme();
	const shown = rows.slice(0, place.height).map((row) => lineElement(cutLine(row, place.width), theme));
	return createElement(
		Box,
		{
			position: 'absolute',
			left: place.left,
			top: place.top,
			width: place.width,
			height: place.height,
			flexDirection: 'column',
			overflow: 'hidden',
		},
		// Rows have no identity of their own: a scrolled pane has the same rows with other text.
		...shown,
	);
}

function lineElement(row: StyledLine, theme: Theme) {
	const pieces = row.filter((segment) => segment.text !== '');
	// Ink gives an empty text no row.
	const filled = pieces.length > 0 ? pieces : [{ text: ' ' }];
	return createElement(
		Text,
		{ wrap: 'truncate' },
		...filled.map((segment) => createElement(Text, theme.style(segment.role), theme.show(segment.text))),
	);
}
