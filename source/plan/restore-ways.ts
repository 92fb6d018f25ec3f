import { unrestorable } from '../restore-points/describe.ts';
import { isProven, partsOf } from '../restore-points/manifest.ts';
import { copyEstimate, restoreEstimate } from '../restore-points/restore-estimate.ts';
import { clock } from '../text/clock.ts';
import { goneClause, pulledFirst, pullTakes } from './image-state.ts';
import { ofTwoMoments, provenSentence, restoreTakes, undoOf, whyRestore } from './way-words.ts';
import type { Situation, Unranked } from './ways-back.ts';

/** The fast way: the files of the database's server, not its rows; undefined when there is no such database. */
export function restoreCopy(situation: Situation): Unranked | undefined {
	const { from, startTakes, copies, restorePoint, image } = situation;
	if (!restorePoint || partsOf(restorePoint.manifest, 'postgres').length === 0) return undefined;
	const { manifest } = restorePoint;
	const others = manifest.parts.filter(({ kind }) => kind !== 'postgres');
	const problem =
		restore({ ...situation, unrestorable: unrestorable({ parts: others }) }).unavailable ??
		(copies.ok ? undefined : copies.problem);
	return {
		id: 'restore-copy',
		title: `Restore the copied files and re-pin ${from}`,
		...pulledFirst(
			image,
			'a copy of the database’s files and a new data directory are laid beside and compared, then swapped in by rename while the database is stopped; then the old version starts',
		),
		keeps: 'the state of now, under a dated name, until somebody removes it by name',
		milliseconds: pullTakes(image) + restoreTakes(copyEstimate(manifest), startTakes),
		loses: `writes since ${clock(manifest.takenAt)} are no longer served`,
		undo: undoOf(restorePoint?.manifest),
		reason: [
			situation.halfSwapped ? `Needed: ${ofTwoMoments}.` : whyRestore(situation),
			// Where it cannot be chosen there may be no such copy.
			...(problem
				? []
				: ['The copy was started for its proof and held what was saved; nothing has to be loaded.']),
		].join(' '),
		...(problem ? { unavailable: problem } : {}),
	};
}

/** The way that is always there where the restore point holds a dump: loaded, not copied. */
export function restore(situation: Situation & { readonly unrestorable?: string | undefined }): Unranked {
	const { from, restorePoint, startTakes, image, changed } = situation;
	const problem = !changed
		? `${from} is still pinned and serves`
		: !restorePoint
			? `there is no restore point of ${from}`
			: image.is === 'gone'
				? goneClause(image)
				: 'unrestorable' in situation
					? situation.unrestorable
					: unrestorable(restorePoint.manifest);
	const manifest = restorePoint?.manifest;
	return {
		id: 'restore',
		title: `Restore the data and re-pin ${from}`,
		...pulledFirst(
			image,
			'database and data directory are loaded beside, compared, then swapped in by rename; then the old version starts',
		),
		keeps: 'the state of now, under a dated name, until somebody removes it by name',
		milliseconds: restorePoint
			? pullTakes(image) + restoreTakes(restoreEstimate(restorePoint.manifest), startTakes)
			: 0,
		loses: restorePoint
			? `writes since ${clock(restorePoint.manifest.takenAt)} are no longer served`
			: 'unknown',
		undo: undoOf(restorePoint?.manifest),
		reason: [
			situation.halfSwapped ? `Needed: ${ofTwoMoments}.` : whyRestore(situation),
			manifest && isProven(manifest)
				? provenSentence(manifest)
				: 'This restore point was not proven by a restore.',
		].join(' '),
		...(problem ? { unavailable: problem } : {}),
	};
}
