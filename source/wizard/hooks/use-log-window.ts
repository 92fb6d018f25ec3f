import { useCallback, useSyncExternalStore } from 'react';
import type { LogBuffer, LogWindow } from '../log-buffer.ts';

/** The rows of a log pane from line `top`, or the newest when it is undefined; a pane that stands still is not drawn again. */
export function useLogWindow(
	logs: LogBuffer,
	service: string,
	top: number | undefined,
	height: number,
): LogWindow {
	const version = useCallback(() => (top === undefined ? logs.version(service) : -1), [logs, service, top]);
	useSyncExternalStore(logs.subscribe, version);
	return logs.window(service, top, height);
}
