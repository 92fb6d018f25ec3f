import { useLogView } from '../hooks/use-log-view.ts';
import type { Box } from '../layout.ts';
import type { LogBuffer } from '../logs/buffer.ts';
import { type LogLook, lookText } from '../logs/look.ts';
import { logRows } from '../logs/rows.ts';
import { styledLine } from '../styled-line.ts';
import { Pane } from './pane.tsx';

/** The newest lines of a service's log, or those from entry `top` while it is paused. */
export function LogPane(props: {
	box: Box;
	logs: LogBuffer;
	service: string;
	/** Where the whole log is. */
	file: string | undefined;
	focused: boolean;
	look: LogLook;
	top: number | undefined;
	match?: string | undefined;
}) {
	const { box, logs, service, file, focused, look, top, match } = props;
	const view = useLogView(logs, service, look, top !== undefined);
	const { rows, line } = logRows(view, { look, match, width: box.width, height: box.height }, top);
	const only = lookText(look);
	const state =
		view.size === 0
			? only === undefined
				? 'no line yet'
				: 'no such line yet'
			: top === undefined
				? 'following'
				: `paused at line ${line}`;
	return (
		<Pane
			box={box}
			title={[service, state, only, file].filter(Boolean).join(' · ')}
			focused={focused}
			rows={
				rows.length > 0
					? rows
					: [
							styledLine(
								` ${only === undefined ? 'Lines' : 'Such lines'} appear here as the service writes them.`,
								'quiet',
							),
						]
			}
		/>
	);
}
