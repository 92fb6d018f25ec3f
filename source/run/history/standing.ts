import { formatDuration } from '../../text/duration.ts';
import { count } from '../../text/list.ts';
import type { Result } from '../events.ts';
import { openAmong } from '../interruption.ts';
import type { RunHistory } from './run-history.ts';

/** What is known of a stack's runs beside their journals. */
export type Now = {
	/** The run whose process holds the lock; undefined when none does. */
	readonly goingOn: string | undefined;
	/** The interrupted one that `lockkeeper attach` goes on with. */
	readonly open: string | undefined;
};

/** @param histories oldest first @param goingOn see `Now` */
export const nowOf = (histories: readonly RunHistory[], goingOn: string | undefined): Now => ({
	goingOn,
	open:
		goingOn === undefined
			? openAmong(histories.map((history) => ({ ...history, damaged: isDamaged(history) })))
			: undefined,
});

export const isDamaged = ({ damagedLines, problem }: RunHistory): boolean =>
	damagedLines > 0 || problem !== undefined;

const exits: Readonly<Record<Result['exit'], string>> = {
	0: 'done',
	1: 'a fault of Lockkeeper’s own',
	2: 'refused',
	3: 'failed',
	4: 'warnings only',
	5: 'stopped at a gate that nobody answered',
	130: 'left',
};

/** How a run came out, in words; a clause. */
export function standingOf(history: RunHistory, { goingOn }: Now): string {
	const { run, result, unended, where, problem, damaged, damagedLines } = history;
	if (problem !== undefined && damagedLines === 0 && !history.began)
		return `its journal cannot be read: ${problem}`;
	const damage =
		problem !== undefined
			? `; its journal cannot be read to its end: ${problem}`
			: damagedLines > 0
				? `; its journal is damaged in ${count(damagedLines, 'line')}, the first is ${damaged[0]}`
				: '';
	if (run === goingOn) return `going on, ${where}${damage}`;
	if (result && !unended) return `${exits[result.exit] ?? 'ended'}, exit ${result.exit}${damage}`;
	if (result) return `stopped in between, exit ${result.exit}, ${where}${damage}`;
	if (damage) return `nothing tells how it ended, ${where}${damage}`;
	return `did not end, it was interrupted ${where}`;
}

/** From the first event of a journal to its last, in words; empty when it has none. */
export function tookOf({ began, last }: RunHistory): string {
	const took = Date.parse(last ?? '') - Date.parse(began ?? '');
	return Number.isNaN(took) ? '' : formatDuration(Math.max(0, took));
}

/** Story and versions, e.g. `upgrade 0.1.9 → 0.1.10`. */
export function storyOf({ story, from, to, purpose }: RunHistory): string {
	if (purpose === 'backup') return from === undefined ? story : `${story} of ${from}`;
	if (from === undefined && to === undefined) return story;
	return `${story} ${from ?? 'unknown'} → ${to ?? 'not chosen'}`;
}
