import { Box } from 'ink';
import { wrapStyled } from '../styled-line.ts';
import { Rows } from './line.tsx';

/** What to do on a terminal that cannot hold the frame; the run does not mind. */
export function TooSmall(props: {
	columns: number;
	rows: number;
	needs: { readonly columns: number; readonly rows: number };
	leaving: string;
}) {
	const { columns, rows, needs, leaving } = props;
	const text =
		`This terminal has ${columns}×${rows} characters and the wizard needs at least ${needs.columns}×${needs.rows}. ` +
		'Make the window larger or its letters smaller. The run goes on; questions wait. Ctrl+C twice leaves.';
	return (
		<Box width={columns} height={rows} overflow="hidden">
			<Rows
				place={{ left: 0, top: 0, width: columns, height: rows }}
				rows={[...wrapStyled(text, columns), ...wrapStyled(leaving, columns, 'warning')]}
			/>
		</Box>
	);
}
