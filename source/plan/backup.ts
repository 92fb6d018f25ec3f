import type { Facts } from '../survey/facts.ts';
import { expectedDurations } from './durations.ts';
import type { Plan } from './plan.ts';
import { type SaveWishes, saveSteps } from './save.ts';

/** The steps of a backup. Nothing of the stack changes, so nothing asks. */
export function planBackup(facts: Facts, wishes: SaveWishes): Plan {
	const version = facts.version.current ?? 'unknown';
	return {
		purpose: 'backup',
		from: version,
		to: version,
		directory: facts.directory,
		steps: saveSteps(facts, expectedDurations(facts), wishes),
	};
}
