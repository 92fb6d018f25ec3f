import { unrestorable } from '../restore-points/describe.ts';
import type { Manifest } from '../restore-points/manifest.ts';
import { copyEstimate, restoreEstimate } from '../restore-points/restore-estimate.ts';
import { archivesAlone, type Choosable, databasesAlone, selectParts } from '../restore-points/selection.ts';
import { clock } from '../text/clock.ts';
import { goneClause, pulledFirst, pullTakes } from './image-state.ts';
import { ofTwoMoments, provenSentence, restoreTakes, undoOf, whyRestore } from './way-words.ts';
import type { Situation, Unranked } from './ways-back.ts';

/** The ways that bring back a part of the restore point; none when it has one part only, or there is none. */
export function restoreParts(situation: Situation): readonly Unranked[] {
	const { restorePoint } = situation;
	if (!restorePoint) return [];
	const { manifest } = restorePoint;
	const databases = databasesAlone(manifest);
	return [
		...(databases ? [restoreDatabases(situation, manifest, databases)] : []),
		...archivesAlone(manifest).map((archive) => restoreArchive(situation, manifest, archive)),
	];
}

/** The old version works with the old rows: it is pinned again, as when all of it is brought back. */
function restoreDatabases(situation: Situation, whole: Manifest, choosable: Choosable): Unranked {
	const { from, changed, image, halfSwapped, startTakes, copies, copyFailed } = situation;
	const { alone, title } = choosable;
	const manifest = selectParts(whole, alone);
	const loads = unrestorable(manifest);
	const others = manifest.parts.filter(({ kind }) => kind !== 'postgres');
	const copied =
		copies.ok && others.length < manifest.parts.length && (!copyFailed || loads !== undefined)
			? true
			: undefined;
	const problem = !changed
		? `${from} is still pinned and serves`
		: halfSwapped
			? ofTwoMoments
			: image.is === 'gone'
				? goneClause(image)
				: (choosable.problem ?? (copied ? unrestorable({ parts: others }) : loads));
	const takes = copied ? copyEstimate(manifest) : restoreEstimate(manifest);
	return {
		id: 'restore-database',
		alone,
		...(copied ? { copied } : {}),
		title: `Restore ${title} alone, re-pin ${from}`,
		...pulledFirst(
			image,
			`${copied ? 'a copy of its files is laid' : 'loaded'} beside, compared, then swapped in: ${alone.only}; then the old version starts. Untouched: ${alone.stays}`,
		),
		keeps:
			'all files, those written since too; the rows of now, under a dated name, until somebody removes them by name',
		milliseconds: pullTakes(image) + restoreTakes(takes, startTakes),
		loses: `rows written since ${clock(manifest.takenAt)} are no longer served`,
		undo: undoOf(manifest),
		reason: [
			whyRestore(situation),
			'Right when the files are well and must not go back. The rows are then of the restore point and the files of now: a file added since has no row, and a row whose file was removed since leads nowhere.',
			...(copied || problem ? [] : [provenSentence(manifest)]),
		].join(' '),
		...(problem ? { unavailable: problem } : {}),
	};
}

/** The version that is pinned stays with its database: nothing is pinned for files alone. */
function restoreArchive(situation: Situation, whole: Manifest, choosable: Choosable): Unranked {
	const { pinned, pinnedImage, halfSwapped, startTakes } = situation;
	const { alone, title } = choosable;
	const manifest = selectParts(whole, alone);
	const problem = halfSwapped
		? ofTwoMoments
		: (goneClause(pinnedImage) ?? choosable.problem ?? unrestorable(manifest));
	// What the proof measured is the load of its databases.
	const takes = restoreEstimate({ ...manifest, proof: { ...manifest.proof, level: 'none' } });
	return {
		id: 'restore-archive',
		alone,
		title: `Restore ${title} alone`,
		...pulledFirst(
			pinnedImage,
			`unpacked beside, compared, then swapped in by rename while the app is stopped: ${alone.only}; then ${pinned} starts again. Untouched: the pin, ${alone.stays}`,
		),
		keeps:
			'all rows, new ones too; the files of now, under a dated name, until somebody removes them by name',
		milliseconds: pullTakes(pinnedImage) + restoreTakes(takes, startTakes),
		loses: `files written there since ${clock(manifest.takenAt)} are no longer served`,
		undo: undoOf(manifest),
		reason: [
			'Right when files were lost or damaged and the database is well. The files are then of the restore point and the rows of now: a row whose file was added since leads nowhere.',
			...(pinned === manifest.version
				? []
				: [`${pinned} stays pinned and has to get along with files of ${manifest.version}.`]),
		].join(' '),
		...(problem ? { unavailable: problem } : {}),
	};
}
