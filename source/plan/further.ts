import { unrestorable } from '../restore-points/describe.ts';
import type { Manifest } from '../restore-points/manifest.ts';
import { clock } from '../text/clock.ts';
import { count, inWords } from '../text/list.ts';
import { restore, restoreCopy } from './restore-ways.ts';
import { undoOf } from './way-words.ts';
import type { OtherPoint, Situation, Unranked } from './ways-back.ts';

/** One that can be relied on. */
export type PointOfOthers = Extract<OtherPoint, { readonly manifest: unknown }>;

/** The way to any other restore point; undefined when there is none. Never recommended: only a person can tell which. */
export function further({ changed, from, others, restorePoint }: Situation): Unranked | undefined {
	if (!changed || others.length === 0) return undefined;
	const readable = others.filter((other) => 'manifest' in other);
	const closed = others.flatMap((other) => unusable(other) ?? []);
	const versions = [...new Set(readable.map(({ manifest }) => manifest.version))];
	const [oldest, newest] = [readable[0], readable.at(-1)];
	return {
		id: 'further',
		title: 'Go back further…',
		changes: `nothing yet: it lists ${count(others.length, 'other restore point')} of this stack, the newest first`,
		keeps: 'the state of now, under a dated name, until somebody removes it by name',
		milliseconds: 0,
		loses: 'writes since the restore point that is chosen there are no longer served',
		undo: undoOf(readable[0]?.manifest),
		reason: [
			restorePoint
				? `Right when what is to be undone is older than the restore point of ${from}, or that one cannot be used.`
				: `There is no restore point of ${from} itself.`,
			...(oldest && newest
				? [
						`They are of ${inWords(versions)}, taken from ${clock(oldest.manifest.takenAt)} to ${clock(newest.manifest.takenAt)}.`,
					]
				: []),
		].join(' '),
		...(closed.length === others.length
			? { unavailable: `none of the others can be restored: ${closed.join('; ')}` }
			: {}),
	};
}

/** Why no way back can restore it, as far as its manifest tells, with its id; undefined when one can. */
function unusable(other: OtherPoint): string | undefined {
	if ('problem' in other) return `${other.id}: ${other.problem.replace(/\.$/, '')}`;
	const { parts } = other.manifest;
	// A copy of its files may come back without its dump.
	const loaded = parts.filter((part) => part.kind !== 'postgres' || !part.physical);
	const problem = unrestorable({ parts: loaded });
	return problem === undefined ? undefined : `${other.id}: ${problem}`;
}

/** Whether it comes back by the copy of its files alone: it holds no dump of a database. */
export const needsCopy = ({ parts }: Pick<Manifest, 'parts'>): boolean =>
	parts.some((part) => part.kind === 'postgres' && part.physical && unrestorable({ parts: [part] }));

/**
 * What it takes to go back to one of the others: by its dumps and archives, or by the copy of its files where it has
 * nothing else.
 * @param there of its version: the image, and where such a copy would go
 */
export function wayTo(
	situation: Situation,
	other: PointOfOthers,
	there: Pick<Situation, 'image' | 'copies'>,
): Unranked {
	const { version, schemaRevision } = other.manifest;
	const elsewhere: Situation = {
		...{ ...situation, ...there },
		from: version,
		restorePoint: other,
		revisionBefore:
			schemaRevision === undefined
				? { ok: false, problem: 'the restore point does not tell it' }
				: { ok: true, value: schemaRevision },
	};
	return (needsCopy(other.manifest) ? restoreCopy(elsewhere) : undefined) ?? restore(elsewhere);
}
