import { useCallback, useSyncExternalStore } from 'react';
import type { LogBuffer, LogView } from '../logs/buffer.ts';
import type { LogLook } from '../logs/look.ts';

/** The entries of a log pane; one that stands still is not drawn again while lines come. */
export function useLogView(logs: LogBuffer, service: string, look: LogLook, stands: boolean): LogView {
	const version = useCallback(() => (stands ? -1 : logs.version(service)), [logs, service, stands]);
	useSyncExternalStore(logs.subscribe, version);
	return logs.view(service, look.least);
}
