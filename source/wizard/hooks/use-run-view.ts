import { useSyncExternalStore } from 'react';
import type { Picture, RunPicture } from '../run-picture.ts';

/** The run as it is now; draws again when events have come. */
export function useRunView(run: RunPicture): Picture {
	return useSyncExternalStore(run.subscribe, run.current);
}
