import { formatBytes } from '../text/bytes.ts';
import { clock } from '../text/clock.ts';
import { formatDuration } from '../text/duration.ts';
import { kindOf } from './data-kinds.ts';
import { bytesOf, isProven, type Manifest } from './manifest.ts';

/** How far it was proven, in a few words for a list. */
export function provenHow(manifest: Pick<Manifest, 'parts' | 'proof'>): string {
	const { level, later } = manifest.proof;
	if (later?.problem !== undefined) return `not proven: its last proof failed`;
	if (level !== 'none' && !isProven(manifest)) return 'not proven, only read back';
	switch (level) {
		case 'none':
			return 'not proven';
		case 'read back':
			return 'proven: read back';
		case 'data':
			return 'proven: data loaded';
		case 'full':
			return 'proven: loaded in full';
		default:
			return level satisfies never;
	}
}

/** What was proven, how, and when: a sentence or two. */
export function proofSentence(manifest: Pick<Manifest, 'parts' | 'proof'>): string {
	const { level, at, detail, restoreTook, later } = manifest.proof;
	if (later?.problem !== undefined)
		return `Its proof of ${clock(later.at)}, level ${later.level}, failed: ${later.problem} It is not proven.`;
	if (level === 'none') return 'It was not proven.';
	const when = `on ${clock(at)}`;
	if (!isProven(manifest))
		return `It was read back ${when}, and nothing was loaded: ${withoutTail(detail)}. It is not proven.`;
	const took = restoreTook > 0 ? ` Loading took ${formatDuration(restoreTook)}.` : '';
	const again = later ? ` Checked again on ${clock(later.at)}, level ${later.level}: nothing was wrong.` : '';
	return `It was proven ${when}, level ${level}: ${detail}.${took}${again}`;
}

const withoutTail = (detail: string) => detail.replace(/; nothing was loaded$/, '');

/** Id and size: what there is. */
export const sizeSentence = (manifest: Manifest): string =>
	`Restore point ${manifest.id}: ${formatBytes(bytesOf(manifest))}.`;

/** Why a way back cannot restore it, a clause; undefined when it can. */
export const unrestorable = ({ parts }: Pick<Manifest, 'parts'>): string | undefined =>
	parts.flatMap((part) => kindOf(part).unrestorable?.(part) ?? []).join('; ') || undefined;

/** What to know before relying on it, a sentence each; empty when there is nothing. */
export const warningsOf = ({ parts }: Pick<Manifest, 'parts'>): readonly string[] =>
	parts.flatMap((part) => {
		const kind = kindOf(part);
		// A copy of the files comes back by a way of its own.
		const obstacle = part.kind === 'postgres' && part.physical ? undefined : kind.unrestorable?.(part);
		return [
			...(kind.warnings?.(part) ?? []),
			...(obstacle === undefined ? [] : [`No way back restores it by itself: ${obstacle}.`]),
		];
	});
