import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { Frame as FrameLayout } from '../layout.ts';
import { styledLine } from '../styled-line.ts';
import { Rows } from './line.tsx';

/** The frame's lines with everything else on top of them; exactly as high as the terminal. */
export function Frame({ layout, children }: { layout: FrameLayout; children: ReactNode }) {
	const { columns, rows, borders } = layout;
	return (
		<Box width={columns} height={rows} overflow="hidden">
			<Rows
				place={{ left: 0, top: 0, width: columns, height: rows }}
				rows={borders.map((row) => styledLine(row, 'quiet'))}
			/>
			{children}
		</Box>
	);
}
