// Touches the world through survey and steps.
import { asSeen } from '../plan/as-seen.ts';
import { planBackup } from '../plan/backup.ts';
import type { Position } from '../plan/leaving.ts';
import type { Plan } from '../plan/plan.ts';
import { readManifest } from '../restore-points/manifest-file.ts';
import type { AskedLevel } from '../restore-points/proof-levels.ts';
import { stoppedServices } from '../runbook/stopped-services.ts';
import { proveCommands, shipWishes, takeCommands } from '../steps/restore-point-commands.ts';
import { leftStopped } from '../steps/while-stopped.ts';
import type { Facts } from '../survey/facts.ts';
import { survey } from '../survey/survey.ts';
import { backupObstacle } from './backup-obstacle.ts';
import { backupSentences, unfinishedSentences } from './backup-sentences.ts';
import { cleanUpUnfinished } from './clean-up-unfinished.ts';
import type { Result } from './events.ts';
import { type Done, type Ending, execute } from './execute.ts';
import { seenDurations } from './history/seen-durations.ts';
import { type OpenRun, openRun } from './open-run.ts';
import { writeReport } from './report-file.ts';
import { prunable } from './retention-of.ts';
import type { Run } from './run.ts';
import { left, type StoryOptions, tell } from './story.ts';

export type BackupOptions = StoryOptions & {
	/** How far the restore point is proven. */
	readonly level: AskedLevel;
};

/** Survey, back up, report. Nothing of the stack is changed, so nothing asks. */
export async function backupRun(options: BackupOptions): Promise<Result> {
	const { run, practice, level } = options;
	return tell(run, 'backup', async (opened) => {
		run.emit({ type: 'phase', phase: 'Survey' });
		const stack = await options.identify();
		const open = opened(openRun(run, stack, 'backup', practice, new Date()));
		await cleanUpUnfinished(run, stack);
		const facts = await survey(stack, {
			now: new Date(),
			onFact: (fact) => run.emit({ type: 'fact', fact }),
			signal: run.interruption(),
			forBackup: true,
		});
		run.grantWish();
		if (facts.version.current) run.emit({ type: 'versions', from: facts.version.current });
		const obstacle = backupObstacle(facts, level);
		if (obstacle) return refused(open, facts, obstacle);
		const estimated = planBackup(facts, {
			takeCommands: takeCommands(stack, facts),
			proveCommands: proveCommands(stack, facts, level),
			level,
			stops: stoppedServices(stack.runbook),
			ship: shipWishes(stack),
		});
		const plan = asSeen(estimated, await seenDurations(stack.directory));
		run.emit({ type: 'plan', plan });
		const began = performance.now();
		const { directory, logs } = open;
		const ending = await execute({ run, stack, facts, plan, directory, logs, position: saving(plan) });
		return conclude(run, open, facts, ending, performance.now() - began);
	});
}

const saving =
	({ from, to }: Plan) =>
	({ outputs }: Done): Position => ({
		from,
		to,
		onlySaves: true,
		stopped: leftStopped(outputs),
		pinned: false,
		restarted: false,
		verified: false,
		schemaMoves: undefined,
		startTakes: 0,
	});

function refused(
	{ stack }: OpenRun,
	facts: Facts,
	{ text, advice }: NonNullable<ReturnType<typeof backupObstacle>>,
): Result {
	const about = { outputs: {}, directory: stack.directory, serves: serves(facts) };
	return {
		exit: 3,
		state: serves(facts) ? 'old version' : 'unknown',
		text: [text, ...unfinishedSentences(about), ...advice],
	};
}

async function conclude(
	run: Run,
	open: OpenRun,
	facts: Facts,
	ending: Ending,
	took: number,
): Promise<Result> {
	const state = serves(facts) ? 'old version' : 'unknown';
	const unfinished = unfinishedSentences({
		outputs: ending.outputs,
		directory: open.stack.directory,
		serves: serves(facts),
	});
	switch (ending.is) {
		case 'done':
			return done(run, open, state, ending, took);
		case 'declined':
			return left('backup');
		case 'wished': {
			const { text, ...rest } = left('backup', ending.wish);
			return { ...rest, state, text: [text[0] ?? '', ...unfinished, ...text.slice(-1)] };
		}
		case 'failed':
			if (leftStopped(ending.outputs).length > 0)
				return {
					exit: 3,
					state: 'in between',
					text: [`${ending.step.title}: ${ending.reason}`, ...ending.advice],
				};
			return {
				exit: 3,
				state,
				text: [`${ending.step.title}: ${ending.reason}`, ...unfinished, ...ending.advice],
			};
		default:
			return ending satisfies never;
	}
}

async function done(
	run: Run,
	{ stack, directory }: OpenRun,
	state: Result['state'],
	{ outputs }: Ending,
	took: number,
): Promise<Result> {
	const path = outputs['restore-point.path'] ?? '';
	const manifest = await readManifest(path);
	run.emit({ type: 'phase', phase: 'Report' });
	const sentences = [
		...backupSentences({ manifest, path, took, directory: stack.directory, copy: outputs['ship.place'] }),
		...(await prunable(stack)),
	];
	const report = writeReport(run, directory, took, sentences);
	return { exit: 0, state, text: [...sentences, report] };
}

/** True when every service of the app runs and none is known to be ill. */
const serves = ({ services }: Facts) =>
	services.every(({ app, oneShot, state }) => !app || oneShot || state === 'healthy' || state === 'no check');
