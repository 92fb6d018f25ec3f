import { useLogWindow } from '../hooks/use-log-window.ts';
import type { Box } from '../layout.ts';
import type { LogBuffer } from '../log-buffer.ts';
import { logRow } from '../pane-content.ts';
import { styledLine } from '../styled-line.ts';
import { Pane } from './pane.tsx';

/** The newest lines of a service's log, or those from line `top` while it is paused. */
export function LogPane(props: {
	box: Box;
	logs: LogBuffer;
	service: string;
	/** Where the whole log is. */
	file: string | undefined;
	focused: boolean;
	top: number | undefined;
	match?: string | undefined;
}) {
	const { box, logs, service, file, focused, top, match } = props;
	const { rows, first, total } = useLogWindow(logs, service, top, box.height);
	const state =
		total === 0 ? 'no line yet' : top === undefined ? 'following' : `paused at line ${first + rows.length}`;
	const shown =
		rows.length > 0
			? rows.map((row) => logRow(row, box.width, match))
			: [styledLine(' Lines appear here as the service writes them.', 'quiet')];
	return (
		<Pane
			box={box}
			title={[service, state, file].filter(Boolean).join(' · ')}
			focused={focused}
			rows={shown}
		/>
	);
}
