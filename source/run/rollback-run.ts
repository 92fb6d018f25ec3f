// Touches the world: reads earlier journals and leads into the ways back.
import { OperatorError } from '../host/errors.ts';
import type { Plan } from '../plan/plan.ts';
import { listRestorePoints } from '../restore-points/list.ts';
import { pinnedIn, type Stack } from '../survey/identify.ts';
import { survey } from '../survey/survey.ts';
import { cleanUpUnfinished } from './clean-up-unfinished.ts';
import type { Result } from './events.ts';
import { findUnfinished } from './find-interrupted.ts';
import { newestKeptState } from './kept-state.ts';
import { lastUpgrade } from './last-upgrade.ts';
import { offerWaysBack } from './offer-ways-back.ts';
import { openRun } from './open-run.ts';
import { readRunRecords } from './run-records.ts';
import { type StoryOptions, tell } from './story.ts';

export type RollbackOptions = StoryOptions & {
	/** Id of a restore point; without it the newest of the version before. */
	readonly point?: string | undefined;
	/** True to undo the newest way back. */
	readonly undo?: boolean;
};

/** Finds out what the last upgrade changed, and offers the ways back from it. */
export async function rollbackRun(options: RollbackOptions): Promise<Result> {
	const { run, practice, point, undo = false } = options;
	return tell(run, 'rollback', async (opened) => {
		run.emit({ type: 'phase', phase: 'Survey' });
		const stack = await options.identify();
		const plan = undo ? whatWasKept(stack) : await whatToUndo(stack, point);
		if (!plan && !findUnfinished(stack.directory, run.id)) throw nothingThere(undo);
		const open = opened(openRun(run, stack, 'rollback', practice, new Date()));
		// A run that was killed before it changed anything is nothing to roll back, and may have left programs and files.
		const cleaned = await cleanUpUnfinished(run, stack);
		if (!plan) throw nothingThere(undo, cleaned);
		const facts = await survey(stack, {
			now: new Date(),
			onFact: (fact) => run.emit({ type: 'fact', fact }),
			signal: run.interruption(),
		});
		run.grantWish();
		run.emit({ type: 'versions', from: plan.to, to: plan.from });
		return offerWaysBack(run, open, {
			facts,
			plan,
			why: whyAsked(stack, plan),
			verified: false,
			point,
			undo,
			wanted: true,
		});
	});
}

function whyAsked(stack: Stack, { from, to }: Pick<Plan, 'from' | 'to'>): string {
	const pinned = pinnedIn(stack);
	return pinned === from
		? `${pinned} is pinned now, after a way back from ${to}.`
		: `${pinned} is pinned now; before it was ${from}.`;
}

/** The versions of an undo; undefined when no way back has kept a state, or the pin was changed since. */
function whatWasKept(stack: Stack): Pick<Plan, 'from' | 'to'> | undefined {
	const kept = newestKeptState(readRunRecords(stack.directory));
	return kept && { from: kept.version, to: pinnedIn(stack) };
}

/**
 * The newest upgrade in the journals, or the versions that a restore point tells; undefined when there is neither.
 * @throws OperatorError when there is no restore point of that id
 */
async function whatToUndo(
	stack: Stack,
	point: string | undefined,
): Promise<Pick<Plan, 'from' | 'to'> | undefined> {
	const pinned = pinnedIn(stack);
	const { complete } = await listRestorePoints(stack.backups);
	if (point !== undefined) {
		const named = complete.find(({ manifest }) => manifest.id === point);
		if (named) return { from: named.manifest.version, to: pinned };
		throw new OperatorError(`Expected the id of a restore point after --to, got “${point}”.`, {
			exit: 2,
			advice: [
				`There are: ${complete.map(({ manifest }) => manifest.id).join(', ') || 'none'}.`,
				'Nothing was changed.',
			],
		});
	}
	const plan = lastUpgrade(readRunRecords(stack.directory));
	if (plan) return { from: plan.from, to: plan.to };
	const newest = complete.at(-1);
	return newest && { from: newest.manifest.version, to: pinned };
}

/** @param cleaned what was said of an earlier run, and done about it */
function nothingThere(undo: boolean, cleaned?: string): OperatorError {
	return new OperatorError(
		undo
			? 'There is nothing to undo: no way back has restored data here, what it kept was removed, or another version was pinned since.'
			: 'There is nothing to roll back: no upgrade stands in the journals and there is no restore point.',
		{
			exit: 3,
			advice: [
				cleaned === undefined ? 'Nothing was changed.' : `Run ${cleaned}.`,
				...(undo ? ['What earlier ones have kept lies beside the data, under dated names.'] : []),
			],
		},
	);
}
