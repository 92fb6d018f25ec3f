import { backupDirectory } from '../checks/backup-directory.ts';
import type { CheckInput } from '../checks/check.ts';
import { diskSpace } from '../checks/disk-space.ts';
import type { AskedLevel } from '../restore-points/proof-levels.ts';
import type { Facts } from '../survey/facts.ts';

/**
 * What would end a backup, seen before a byte is written: a place that cannot be used, or too little room by the
 * estimates of the checklist. Undefined when nothing does; what is not known does not stop it, for the room is
 * watched while it is used.
 */
export function backupObstacle(
	facts: Facts,
	level: AskedLevel,
): { readonly text: string; readonly advice: readonly string[] } | undefined {
	// No image is pulled, whatever a survey knows of one.
	const { targetImages: _, ...ofTheStack } = facts;
	const input: CheckInput = { facts: ofTheStack, now: new Date(0) };
	const loads = level !== 'read back';
	const place = backupDirectory.examine(input);
	const found = place.outcome === 'fail' ? place : diskSpace.examine({ ...input, loads });
	if (found.outcome !== 'fail') return undefined;
	const quickFits = loads && diskSpace.examine({ ...input, loads: false }).outcome !== 'fail';
	return {
		text: `${found.title}: ${found.evidence}.`,
		advice: [
			...(found.advice ? [found.advice] : []),
			...(found === place || !quickFits
				? []
				: [
						'Without the proof there is room: lockkeeper backup --prove quick reads it back and loads nothing.',
					]),
		],
	};
}
