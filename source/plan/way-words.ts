import { type Manifest, partsOf } from '../restore-points/manifest.ts';
import { indexesTake } from '../restore-points/restore-estimate.ts';
import { formatDuration } from '../text/duration.ts';
import type { Situation } from './ways-back.ts';

/** Extra over the proof's load: new database, comparison, two renames, milliseconds. */
const restoreOverhead = 5000;

/** What a way back through a restore would take, milliseconds. */
export const restoreTakes = (loadTook: number, startTakes: number) => loadTook + restoreOverhead + startTakes;

/** Whether the schema moved; undefined when that cannot be told. */
export const schemaMoved = ({
	revisionBefore,
	revisionNow,
	definedOtherwise = false,
}: Situation): boolean | undefined =>
	revisionBefore.ok && revisionNow.ok
		? revisionNow.value !== revisionBefore.value || definedOtherwise
		: undefined;

export const ofTwoMoments =
	'an earlier way back stopped in the middle of its swap: database and files may be of two moments';

/** MariaDB's tables come back by hand only. */
export const undoOf = (manifest: Manifest | undefined) =>
	manifest && partsOf(manifest, 'mariadb').length === 0
		? 'lockkeeper rollback --undo, while no other version was pinned: the state of now stays beside, under a dated name'
		: 'the state of now stays beside, under a dated name';

/** A proof of the data alone loaded less than a way back would: it says by how much. */
export function provenSentence(manifest: Manifest): string {
	const { level, restoreTook } = manifest.proof;
	// It has no database that would have to be loaded.
	if (restoreTook === 0) return 'This restore point was proven: every entry of its archives read back.';
	const indexes = level === 'data' ? indexesTake(manifest) : 0;
	const more =
		indexes >= 1000 ? `; the indexes left out then take about ${formatDuration(indexes)} more` : '';
	return `This restore point was proven: loaded in ${formatDuration(restoreTook)} and compared${more}.`;
}

export function whyRestore(situation: Situation): string {
	switch (schemaMoved(situation)) {
		case true:
			return 'The schema moved, so the old version needs the old data.';
		case false:
			return 'The schema did not move: the data need not be brought back for the old version to start.';
		default:
			return 'Nobody can tell whether the schema moved; the old version works with its own data in any case.';
	}
}
