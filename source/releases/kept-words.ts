import { ago } from '../text/ago.ts';
import { formatDuration } from '../text/duration.ts';
import { printable } from '../text/printable.ts';
import type { Kept, PassedOver } from './changelog.ts';

const day = 86_400_000;

/** Of when notes are that were kept, and why; a clause. */
export function keptWords({ at, why }: Kept, now: Date): string {
	const age = now.getTime() - Date.parse(at);
	const when =
		age < 0 ? `on ${at}, by another clock than now` : age < day ? `${formatDuration(age)} ago` : ago(at, now);
	return `as it was ${when}: now ${printable(why)}`;
}

/** Sources that were tried as well, a clause each. */
export const passedOverWords = (passedOver: readonly PassedOver[] = []): readonly string[] =>
	passedOver.map(({ source, why }) => `${source}: ${why}`);
