import { restoreEstimate } from '../restore-points/restore-estimate.ts';
import type { LeavingCost } from '../run/events.ts';
import { leavingCost } from './leaving.ts';
import { restoreTakes, schemaMoved } from './way-words.ts';
import type { Situation } from './ways-back.ts';

/**
 * What it costs to leave at the choice of ways, once the new version was started: by the schema as it is now, and no longer by what
 * the new image would have brought. Undefined where the new version is not what is pinned.
 */
export function leavingAtWays(situation: Situation): LeavingCost | undefined {
	const { from, to, pinned, healthy, restorePoint, startTakes } = situation;
	if (pinned !== to) return undefined;
	return leavingCost({
		...{ from, to, startTakes },
		pinned: true,
		restarted: true,
		verified: healthy,
		schemaMoves: schemaMoved(situation),
		...(restorePoint
			? {
					restore: {
						takenAt: restorePoint.manifest.takenAt,
						takes: restoreTakes(restoreEstimate(restorePoint.manifest), startTakes),
					},
				}
			: {}),
	});
}
