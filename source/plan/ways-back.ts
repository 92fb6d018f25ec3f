import type { Manifest } from '../restore-points/manifest.ts';
import type { Copies } from '../restore-points/postgres/live-files.ts';
import type { Alone } from '../restore-points/selection.ts';
import type { Probe } from '../survey/facts.ts';
import { clock } from '../text/clock.ts';
import { further } from './further.ts';
import { goneClause, type ImageState, pulledFirst, pullTakes } from './image-state.ts';
import { restoreParts } from './restore-parts.ts';
import { restore, restoreCopy } from './restore-ways.ts';
import { ofTwoMoments, schemaMoved } from './way-words.ts';

export type WayBackId =
	| 'leave'
	| 'finish'
	| 're-pin'
	| 'restore-copy'
	| 'restore'
	| 'restore-database'
	| 'restore-archive'
	| 'further'
	| 'undo';

/** What the newest way back has kept of the state before it. */
export type Kept = {
	/** That was pinned then. */
	readonly version: string;
	/** When it was kept, ISO 8601. */
	readonly at: string;
	/** Set when it is of a part of the restore point. */
	readonly alone?: Alone;
	/** Of its version. */
	readonly image: ImageState;
	/** Why it cannot come back, a clause. */
	readonly problem?: string;
};

/** A restore point besides the one that is gone back to; one that cannot be relied on has a problem, a sentence. */
export type OtherPoint =
	| { readonly id: string; readonly path: string; readonly manifest: Manifest }
	| { readonly id: string; readonly problem: string };

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
	/**
	 * True when the revision says that the schema did not move, and tables are defined otherwise than in the restore point: SQLite
	 * keeps what a migration did before it broke.
	 */
	readonly definedOtherwise?: boolean;
	/** The newest proven or complete restore point of `from`; undefined when there is none. */
	readonly restorePoint: { readonly path: string; readonly manifest: Manifest } | undefined;
	/** All the other ones of this stack, oldest first. */
	readonly others: readonly OtherPoint[];
	/** Where the files are that its physical copies would take the place of; a problem when they cannot. */
	readonly copies: Probe<Copies>;
	/** Of `from`, and of what is pinned now. */
	readonly image: ImageState;
	readonly pinnedImage: ImageState;
	/** True when laying those copies beside has failed in this run. */
	readonly copyFailed: boolean;
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
	/** Set when it brings back a part of the restore point, and leaves the others as they are now. */
	readonly alone?: Alone;
	/** True when that is by the copy of a database’s files. */
	readonly copied?: true;
	/** What is pulled before anything else: images of its version that are gone from this host. */
	readonly pull?: readonly string[];
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

/** Tells the ways of one list apart: several may bring back an archive. */
export const wayKey = ({ id, alone }: Pick<WayBack, 'id' | 'alone'>): string =>
	id === 'restore-archive' && alone ? `${id}-${alone.parts}` : id;
/** The ways back there are, one recommended, from facts alone. */
export function waysBack(situation: Situation): readonly WayBack[] {
	const recommended = recommend(situation);
	const copy = restoreCopy(situation);
	const back = undo(situation);
	const older = further(situation);
	const forth = situation.toUndo
		? []
		: [
				...[finish(situation), rePin(situation)],
				...[...(copy ? [copy] : []), restore(situation), ...restoreParts(situation)],
				...(older ? [older] : []),
			];
	const ways = [leave(situation), ...forth, ...(back ? [back] : [])];
	return ways.map((way) => ({ ...way, recommended: way.id === recommended }));
}

function recommend(situation: Situation): WayBackId {
	if (situation.toUndo) return undo(situation)?.unavailable === undefined ? 'undo' : 'leave';
	if (!situation.changed || situation.healthy) return 'leave';
	if (!rePin(situation).unavailable && !situation.definedOtherwise) return 're-pin';
	const copy = restoreCopy(situation);
	if (copy && !copy.unavailable) return 'restore-copy';
	return restore(situation).unavailable ? 'leave' : 'restore';
}

/** One of them before it is known whether it is the recommended one. */
export type Unranked = Omit<WayBack, 'recommended'>;

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

function rePin(situation: Situation): Unranked {
	const { from, revisionBefore, revisionNow, startTakes, image, changed, halfSwapped } = situation;
	const problem = !changed
		? `${from} is still pinned and serves`
		: halfSwapped
			? ofTwoMoments
			: !revisionNow.ok
				? `the schema revision cannot be read: ${revisionNow.problem}`
				: image.is === 'gone'
					? goneClause(image)
					: !revisionBefore.ok
						? `the schema that ${from} works with is not known: ${revisionBefore.problem}`
						: revisionNow.value !== revisionBefore.value
							? `the schema went from ${revisionBefore.value ?? 'none'} to ${revisionNow.value ?? 'none'}, which ${from} does not know: it would not start`
							: undefined;
	return {
		id: 're-pin',
		title: `Re-pin ${from}`,
		...pulledFirst(image, `the pin, and what runs of the app: ${from} starts again`),
		keeps: 'database and files as they are now, new writes included',
		milliseconds: pullTakes(image) + startTakes,
		loses: 'nothing',
		undo: 'upgrade again',
		reason: situation.definedOtherwise
			? `The revision is the old one, but tables are defined otherwise than before: right only when ${from} works with what a migration left.`
			: schemaMoved(situation) === false
				? 'The schema did not move, so the old version works with the data as it is.'
				: 'Right only when the schema did not move.',
		...(problem ? { unavailable: problem } : {}),
	};
}

/** A way back is undone by one more: what it kept takes the names in use again. */
function undo({ kept, startTakes }: Situation): Unranked | undefined {
	if (!kept) return undefined;
	const { version, at, image, alone } = kept;
	const problem = kept.problem ?? goneClause(image);
	return {
		id: 'undo',
		title: `Undo the restore of ${clock(at)}`,
		...(alone ? { alone } : {}),
		...pulledFirst(
			image,
			`what that restore kept${alone ? `, ${alone.only},` : ''} takes the names in use again by rename, ${version} is pinned and started on it`,
		),
		keeps: 'the state of now, under a dated name, until somebody removes it by name',
		milliseconds: pullTakes(image) + stopTakes + startTakes,
		loses: `writes since ${clock(at)} are no longer served`,
		undo: 'the same once more: the state of now stays beside',
		reason: `It brings back what ${version} had then, as it was: a start that failed on it fails again.`,
		...(problem ? { unavailable: problem } : {}),
	};
}
