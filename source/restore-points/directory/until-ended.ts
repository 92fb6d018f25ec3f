// Touches the world: watches how much a running tar has read.
import type { RunningTar, TarEnding } from '../../host/tar.ts';
import { type Meter, watchReading } from '../progress.ts';

/** Waits for a tar that is given nothing on stdin: it opens its archive itself. */
export async function untilEnded(tar: RunningTar, progress: Meter): Promise<TarEnding> {
	tar.stdin.end();
	const watch = watchReading(tar.pid, progress);
	try {
		return await tar.ended;
	} finally {
		watch.end();
	}
}
