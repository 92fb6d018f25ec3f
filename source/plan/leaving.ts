import type { LeavingCost } from '../run/events.ts';
import { clock } from '../text/clock.ts';
import { inWords } from '../text/list.ts';

/** Where a run stands, as far as leaving it is concerned. */
export type Position = {
	readonly from: string;
	readonly to: string;
	/** The pin was changed. */
	readonly pinned: boolean;
	/** The containers were told to restart with the new version. */
	readonly restarted: boolean;
	/** The version that was started was verified. */
	readonly verified: boolean;
	/** Which version that is on a way back; `to` when undefined. */
	readonly serves?: string;
	/** True when the target's schema differs from the stack's, or could not be read; undefined before the pull. */
	readonly schemaMoves: boolean | undefined;
	/** Of the restore point; undefined while there is none. */
	readonly restore?: { readonly takenAt: string; readonly takes: number };
	/** Env files that new variables were added to, or are being added to. */
	readonly added?: readonly string[];
	/** True of a run that only saves: there is nothing to lead back. */
	readonly onlySaves?: true;
	/** Services that stand still while they are saved. */
	readonly stopped?: readonly string[];
	/** How far a way back has come; undefined outside of one. */
	readonly back?: 'stopped' | 'swapped';
	/** Milliseconds a start takes. */
	readonly startTakes: number;
};

/** What it costs to leave the run at this position: true at every moment, computed at each step. */
export function leavingCost(position: Position): LeavingCost {
	const { from, to, pinned, restarted, verified, schemaMoves, restore, startTakes } = position;
	const { stopped = [], added = [] } = position;
	if (stopped.length > 0)
		return {
			text: `nothing more: ${inWords(stopped)} ${stopped.length === 1 ? 'stands' : 'stand'} still until the data is read, and ${stopped.length === 1 ? 'is' : 'are'} started again even if you stop`,
			milliseconds: startTakes,
		};
	if (position.onlySaves) return { text: 'nothing: a backup changes nothing of the stack', milliseconds: 0 };
	if (verified) return { text: `nothing: ${position.serves ?? to} serves and was verified`, milliseconds: 0 };
	if (position.back === 'swapped')
		return {
			text: `the app stays down until ${from} is started; its data is in place`,
			milliseconds: startTakes,
		};
	if (position.back === 'stopped')
		return {
			text: `the app stays down until the way back to ${from} is gone on with`,
			milliseconds: startTakes,
		};
	if (!pinned) {
		const text =
			added.length === 0
				? 'nothing of the stack was changed'
				: `nothing of the stack was changed but ${inWords(added)}, with new variables`;
		return { text: `nothing: ${from} serves, ${text}`, milliseconds: 0 };
	}
	if (!restarted)
		return {
			text: `re-pin ${from}: it still serves, but the next start would take ${to}`,
			milliseconds: 1000,
		};
	if (schemaMoves === false) return { text: `re-pin ${from}; no data is lost`, milliseconds: startTakes };
	if (!restore)
		return { text: `no way back but the database as it is: there is no restore point`, milliseconds: 0 };
	return {
		text: `restore ${from}; loses the writes since ${clock(restore.takenAt)}`,
		milliseconds: restore.takes,
	};
}
