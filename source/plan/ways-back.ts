import { unrestorable } from '../restore-points/describe.ts';
import { isProven, type Manifest, partsOf } from '../restore-points/manifest.ts';
import type { Copies } from '../restore-points/postgres/live-files.ts';
import { copyEstimate, indexesTake, restoreEstimate } from '../restore-points/restore-estimate.ts';
import type { Probe } from '../survey/facts.ts';
import { clock } from '../text/clock.ts';
import { formatDuration } from '../text/duration.ts';

export type WayBackId = 'leave' | 'finish' | 're-pin' | 'restore-copy' | 'restore' | 'undo';

/** What the newest way back has kept of the state before it. */
export type Kept = {
	/** That was pinned then. */
	readonly version: string;
	/** When it was kept, ISO 8601. */
	readonly at: string;
	/** Why it cannot come back, a clause. */
	readonly problem?: string;
};

/** What is known when somebody asks for the way back. */
export type Situation = {
	/** The version to go back to, and the one that was asked for. */
	readonly from: string;
	readonly to: string;
	/** What is pinned now. */
	readonly pinned: string;
	/** True once the pin was changed or a container was recreated. */
	readonly changed: boolean;
	/** True while the app's services all run `to` and passed, or `from` untouched. */
	readonly healthy: boolean;
	/** The schema that `from` works with; a problem when nothing tells it. */
	readonly revisionBefore: Probe<string | undefined>;
	/** The schema now; a problem when the database does not answer. */
	readonly revisionNow: Probe<string | undefined>;
	/** The newest proven or complete restore point of `from`; undefined when there is none. */
	readonly restorePoint: { readonly path: string; readonly manifest: Manifest } | undefined;
	/** Where the files are that its physical copies would take the place of; a problem when they cannot. */
	readonly copies: Probe<Copies>;
	/** Images of `from` that are gone from this host. */
	readonly imagesGone: readonly string[];
	/** True when the swap of an earlier way back was begun and did not end well. */
	readonly halfSwapped: boolean;
	/** Of the newest way back that restored data, while nothing was pinned since; undefined when there is none. */
	readonly kept: Kept | undefined;
	/** True when somebody came to undo that one, and for nothing else. */
	readonly toUndo: boolean;
	/** Milliseconds a start took, measured or expected. */
	readonly startTakes: number;
};

export type WayBack = {
	readonly id: WayBackId;
	readonly title: string;
	readonly changes: string;
	readonly keeps: string;
	/** Milliseconds until the app serves again; 0 when nothing is done. */
	readonly milliseconds: number;
	/** Writes that are lost, a sentence. */
	readonly loses: string;
	/** Whether and how it can itself be undone. */
	readonly undo: string;
	/** Why it is, or is not, advised. */
	readonly reason: string;
	/** Why it cannot be chosen. */
	readonly unavailable?: string;
	readonly recommended: boolean;
};

/** Until the app has stopped, milliseconds. */
const stopTakes = 10_000;
/** Extra over the proof's load: new database, comparison, two renames, milliseconds. */
const restoreOverhead = 5000;

/** The ways back there are, one recommended, from facts alone. */
export function waysBack(situation: Situation): readonly WayBack[] {
	const recommended = recommend(situation);
	const copy = restoreCopy(situation);
	const back = undo(situation);
	const forth = situation.toUndo
		? []
		: [finish(situation), rePin(situation), ...(copy ? [copy] : []), restore(situation)];
	const ways = [leave(situation), ...forth, ...(back ? [back] : [])];
	return ways.map((way) => ({ ...way, recommended: way.id === recommended }));
}

/** What a way back through a restore would take, milliseconds. */
export const restoreTakes = (loadTook: number, startTakes: number) => loadTook + restoreOverhead + startTakes;

/** Whether the schema moved; undefined when that cannot be told. */
export const schemaMoved = ({ revisionBefore, revisionNow }: Situation): boolean | undefined =>
	revisionBefore.ok && revisionNow.ok ? revisionNow.value !== revisionBefore.value : undefined;

function recommend(situation: Situation): WayBackId {
	if (situation.toUndo) return undo(situation)?.unavailable === undefined ? 'undo' : 'leave';
	if (!situation.changed || situation.healthy) return 'leave';
	if (!rePin(situation).unavailable) return 're-pin';
	const copy = restoreCopy(situation);
	if (copy && !copy.unavailable) return 'restore-copy';
	return restore(situation).unavailable ? 'leave' : 'restore';
}

type Unranked = Omit<WayBack, 'recommended'>;

function leave(situation: Situation): Unranked {
	return {
		id: 'leave',
		title: 'Leave it as it is',
		changes: 'nothing',
		keeps: 'everything as it stands now, for a look at logs and data',
		milliseconds: 0,
		loses: 'nothing',
		undo: 'nothing to undo; every other way stays open',
		reason:
			situation.changed && !situation.healthy
				? 'The app does not serve as it should meanwhile.'
				: 'Nothing has to be brought back.',
	};
}

function finish(situation: Situation): Unranked {
	const { to, pinned, changed, startTakes, halfSwapped } = situation;
	const problem = !changed
		? `${to} was not started yet`
		: halfSwapped
			? ofTwoMoments
			: pinned === to
				? undefined
				: `${pinned} is pinned: upgrade again`;
	return {
		id: 'finish',
		title: `Try ${to} once more`,
		changes: `starts ${to} again and waits for it`,
		keeps: 'all data as it stands now',
		milliseconds: startTakes,
		loses: 'nothing',
		undo: 'every other way stays open',
		reason: 'Right when the cause has passed or was mended; without that it fails again.',
		...(problem ? { unavailable: problem } : {}),
	};
}

const goneClause = (images: readonly string[]) =>
	`the image is gone from this host: ${images.join(', ')}; bring it back with docker pull or docker load, then ask again`;

const ofTwoMoments =
	'an earlier way back stopped in the middle of its swap: database and files may be of two moments';

function rePin(situation: Situation): Unranked {
	const { from, revisionBefore, revisionNow, startTakes, imagesGone, changed, halfSwapped } = situation;
	const problem = !changed
		? `${from} is still pinned and serves`
		: halfSwapped
			? ofTwoMoments
			: !revisionNow.ok
				? `the schema revision cannot be read: ${revisionNow.problem}`
				: imagesGone.length > 0
					? goneClause(imagesGone)
					: !revisionBefore.ok
						? `the schema that ${from} works with is not known: ${revisionBefore.problem}`
						: revisionNow.value !== revisionBefore.value
							? `the schema went from ${revisionBefore.value ?? 'none'} to ${revisionNow.value ?? 'none'}, which ${from} does not know: it would not start`
							: undefined;
	return {
		id: 're-pin',
		title: `Re-pin ${from}`,
		changes: `the pin, and the containers of the app: ${from} starts again`,
		keeps: 'database and files as they are now, new writes included',
		milliseconds: startTakes,
		loses: 'nothing',
		undo: 'upgrade again',
		reason:
			schemaMoved(situation) === false
				? 'The schema did not move, so the old version works with the data as it is.'
				: 'Right only when the schema did not move.',
		...(problem ? { unavailable: problem } : {}),
	};
}

/** The fast way: the files of the database's server, not its rows; undefined when there is no such database. */
function restoreCopy(situation: Situation): Unranked | undefined {
	const { from, startTakes, copies, restorePoint } = situation;
	if (!restorePoint || partsOf(restorePoint.manifest, 'postgres').length === 0) return undefined;
	const { manifest } = restorePoint;
	const others = manifest.parts.filter(({ kind }) => kind !== 'postgres');
	const problem =
		restore({ ...situation, unrestorable: unrestorable({ parts: others }) }).unavailable ??
		(copies.ok ? undefined : copies.problem);
	return {
		id: 'restore-copy',
		title: `Restore the copied files and re-pin ${from}`,
		changes:
			'a copy of the database’s files and a new data directory are laid beside and compared, then swapped in by rename while the database is stopped; then the old version starts',
		keeps: 'the state of now, under a dated name, until somebody removes it by name',
		milliseconds: restoreTakes(copyEstimate(manifest), startTakes),
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

function restore(situation: Situation & { readonly unrestorable?: string | undefined }): Unranked {
	const { from, restorePoint, startTakes, imagesGone, changed } = situation;
	const problem = !changed
		? `${from} is still pinned and serves`
		: !restorePoint
			? `there is no restore point of ${from}`
			: imagesGone.length > 0
				? goneClause(imagesGone)
				: 'unrestorable' in situation
					? situation.unrestorable
					: unrestorable(restorePoint.manifest);
	const manifest = restorePoint?.manifest;
	return {
		id: 'restore',
		title: `Restore the data and re-pin ${from}`,
		changes:
			'database and data directory are loaded beside, compared, then swapped in by rename; then the old version starts',
		keeps: 'the state of now, under a dated name, until somebody removes it by name',
		milliseconds: restorePoint ? restoreTakes(restoreEstimate(restorePoint.manifest), startTakes) : 0,
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

/** A way back is undone by one more: what it kept takes the names in use again. */
function undo({ kept, startTakes }: Situation): Unranked | undefined {
	if (!kept) return undefined;
	const { version, at, problem } = kept;
	return {
		id: 'undo',
		title: `Undo the restore of ${clock(at)}`,
		changes: `what that restore kept takes the names in use again by rename, ${version} is pinned and started on it`,
		keeps: 'the state of now, under a dated name, until somebody removes it by name',
		milliseconds: stopTakes + startTakes,
		loses: `writes since ${clock(at)} are no longer served`,
		undo: 'the same once more: the state of now stays beside',
		reason: `It brings back what ${version} had then, as it was: a start that failed on it fails again.`,
		...(problem ? { unavailable: problem } : {}),
	};
}

/** MariaDB's tables come back by hand only. */
const undoOf = (manifest: Manifest | undefined) =>
	manifest && partsOf(manifest, 'mariadb').length === 0
		? 'lockkeeper rollback --undo, while no other version was pinned: the state of now stays beside, under a dated name'
		: 'the state of now stays beside, under a dated name';

/** A proof of the data alone loaded less than a way back would: it says by how much. */
function provenSentence(manifest: Manifest): string {
	const { level, restoreTook } = manifest.proof;
	// It has no database that would have to be loaded.
	if (restoreTook === 0) return 'This restore point was proven: every entry of its archives read back.';
	const indexes = level === 'data' ? indexesTake(manifest) : 0;
	const more =
		indexes >= 1000 ? `; the indexes left out then take about ${formatDuration(indexes)} more` : '';
	return `This restore point was proven: loaded in ${formatDuration(restoreTook)} and compared${more}.`;
}

function whyRestore(situation: Situation): string {
	switch (schemaMoved(situation)) {
		case true:
			return 'The schema moved, so the old version needs the old data.';
		case false:
			return 'The schema did not move: the data need not be brought back for the old version to start.';
		default:
			return 'Nobody can tell whether the schema moved; the old version works with its own data in any case.';
	}
}
