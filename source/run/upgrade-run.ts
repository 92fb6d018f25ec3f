// Touches the world through survey and steps.

import type { Finding } from '../checks/finding.ts';
import { lockkeeperVersion } from '../host/lockkeeper-version.ts';
import { filesAddedTo } from '../plan/new-variables.ts';
import type { Plan } from '../plan/plan.ts';
import { planUpgrade } from '../plan/upgrade.ts';
import type { ReleaseNotes } from '../releases/changelog.ts';
import { notesBetween } from '../releases/read-changelog.ts';
import { exactVersion } from '../releases/versions.ts';
import { stoppedServices } from '../runbook/stopped-services.ts';
import { answerCommands } from '../steps/answers.ts';
import { proveCommands, shipWishes, takeCommands } from '../steps/restore-point-commands.ts';
import { leftStopped } from '../steps/while-stopped.ts';
import type { Facts } from '../survey/facts.ts';
import { identify, type Stack } from '../survey/identify.ts';
import { survey } from '../survey/survey.ts';
import { inWords } from '../text/list.ts';
import { afterSentences } from './after.ts';
import { copySentences, unchanged } from './backup-sentences.ts';
import { checklist } from './checklist.ts';
import { chooseTarget, notAVersion } from './choose-target.ts';
import { cleanUpUnfinished } from './clean-up-unfinished.ts';
import type { Result } from './events.ts';
import { type Ending, execute } from './execute.ts';
import { leaveAsItIs, offerWaysBack } from './offer-ways-back.ts';
import { type OpenRun, openRun } from './open-run.ts';
import { writeReport } from './report-file.ts';
import { prunable } from './retention-of.ts';
import type { Run } from './run.ts';
import { left, type StoryOptions, tell } from './story.ts';
import { acknowledgeGate, lookAgainGate, notesGate, passedGate, planGate } from './upgrade-gates.ts';
import { positionOf } from './upgrade-position.ts';

export type UpgradeOptions = StoryOptions & {
	/** Version asked for, as typed; without it the operator chooses. */
	readonly target?: string | undefined;
};

/** Survey, checklist, notes, plan, back up, upgrade, verify, report; ways back after a failure. */
export async function upgradeRun(options: UpgradeOptions): Promise<Result> {
	const { run, practice } = options;
	return tell(run, 'upgrade', async (opened) => {
		if (options.expected) announce(run, options.expected, practice);
		run.emit({ type: 'phase', phase: 'Survey' });
		const stack = await options.identify();
		if (options.target !== undefined && !exactVersion(options.target)) throw notAVersion(options.target);
		const open = opened(openRun(run, stack, 'upgrade', practice, new Date()));
		await cleanUpUnfinished(run, stack);
		return upgradeStory(run, open, options.target && exactVersion(options.target));
	});
}

function announce(run: Run, expected: NonNullable<StoryOptions['expected']>, practice: boolean): void {
	run.emit({
		type: 'run',
		run: run.id,
		purpose: 'upgrade',
		...expected,
		lockkeeper: lockkeeperVersion,
		practice,
	});
}

async function upgradeStory(run: Run, open: OpenRun, asked: string | undefined): Promise<Result> {
	let surveyed = await look(run, open.stack);
	const target = asked ?? (await chooseTarget(run, surveyed.facts));
	if (target === undefined) return left();
	run.emit({
		type: 'versions',
		...(surveyed.facts.version.current ? { from: surveyed.facts.version.current } : {}),
		to: target,
	});

	let checked = await checklist(run, surveyed.stack, surveyed.facts, target);
	while (checked.failed.length > 0) {
		if ((await run.ask(lookAgainGate(checked.failed))).kind === 'no') return blocked(checked.failed);
		run.emit({ type: 'phase', phase: 'Survey' });
		surveyed = await look(run, await identify(open.stack.directory, open.stack.engine));
		checked = await checklist(run, surveyed.stack, surveyed.facts, target);
	}
	const checklistGate =
		checked.warned.length > 0 ? acknowledgeGate(checked.warned) : passedGate(checked.findings);
	if ((await run.ask(checklistGate)).kind === 'no') return left();

	const { stack } = surveyed;
	const { facts } = checked;
	const from = facts.version.current ?? '';
	run.emit({ type: 'phase', phase: 'Notes' });
	const notes = readNotes(facts, from, target);
	run.emit({ type: 'notes', notes });
	if ((await run.ask(notesGate(notes, from, target))).kind === 'no') return left();

	run.emit({ type: 'phase', phase: 'Plan' });
	const plan = planUpgrade(facts, {
		engine: stack.engine,
		from,
		to: target,
		takeCommands: takeCommands(stack, facts),
		proveCommands: proveCommands(stack, facts),
		stops: stoppedServices(stack.runbook),
		ship: shipWishes(stack),
		answers: answerCommands(stack),
	});
	run.emit({ type: 'plan', plan });
	if ((await run.ask(planGate(plan))).kind === 'no') return left();

	const began = performance.now();
	const ending = await execute({
		run,
		stack,
		facts,
		plan,
		directory: open.directory,
		logs: open.logs,
		position: positionOf(facts, plan),
	});
	return concludeUpgrade(run, { ...open, stack }, facts, plan, ending, performance.now() - began);
}

async function look(run: Run, stack: Stack): Promise<{ stack: Stack; facts: Facts }> {
	const facts = await survey(stack, {
		now: new Date(),
		onFact: (fact) => run.emit({ type: 'fact', fact }),
		signal: run.interruption(),
	});
	run.grantWish();
	if (facts.version.current) run.emit({ type: 'versions', from: facts.version.current });
	return { stack, facts };
}

/** An unreadable changelog is a finding already; here it is a list of what is missing. */
function readNotes(facts: Facts, from: string, to: string): ReleaseNotes {
	if (!facts.changelog.ok) return { sections: [], missing: [to], place: 'no changelog' };
	const versions = facts.releases.ok ? facts.releases.value.versions : [];
	return notesBetween(facts.changelog.value.text, facts.changelog.value.place, from, to, versions);
}

/** What an upgrade came to; ways back when it failed. @param took milliseconds */
export async function concludeUpgrade(
	run: Run,
	open: OpenRun,
	facts: Facts,
	plan: Plan,
	ending: Ending,
	took: number,
): Promise<Result> {
	const pinned = ending.begun.has('pin');
	const question = (why: string) => ({ facts, plan, why, verified: ending.ended.has('verify') });
	switch (ending.is) {
		case 'done':
			return verified(run, open, plan, ending, took);
		case 'declined':
			return left('upgrade', undefined, changedBefore(plan, ending));
		case 'wished':
			// Nothing of the plan needs an optional step: the new version is verified.
			if (ending.step.kind === 'optional' && ending.wish !== 'ways back')
				return verified(run, open, plan, ending, took);
			if (!pinned) return left('upgrade', ending.wish, changedBefore(plan, ending));
			return ending.wish === 'ways back'
				? offerWaysBack(run, open, question(`You asked at “${ending.step.title}”.`))
				: leaveAsItIs(open, question(`You stopped at “${ending.step.title}”.`), ending.wish);
		case 'failed':
			// A tick “broken” outweighs a verification that passed.
			if (pinned)
				return offerWaysBack(run, open, {
					...question(`${ending.step.title}: ${ending.reason}`),
					verified: false,
				});
			if (leftStopped(ending.outputs).length > 0)
				return {
					exit: 3,
					state: 'in between',
					text: [`${ending.step.title}: ${ending.reason}`, ...ending.advice],
				};
			return {
				exit: 3,
				state: 'old version',
				text: [
					`${ending.step.title}: ${ending.reason}`,
					`${changedBefore(plan, ending)}; ${plan.from} serves.`,
					...ending.advice,
				],
			};
		default:
			return ending satisfies never;
	}
}

/** What of the stack is other than it was, though the version was not pinned; a clause. */
function changedBefore(plan: Plan, { begun, ended, outputs }: Ending): string {
	const files = filesAddedTo(plan, { begun, ended }, outputs);
	return files.length === 0
		? unchanged(outputs)
		: `Nothing of the stack was changed but ${inWords(files)}, which ${files.length === 1 ? 'has' : 'have'} the new variables and may keep them`;
}

async function verified(
	run: Run,
	open: OpenRun,
	plan: Plan,
	{ outputs }: Ending,
	took: number,
): Promise<Result> {
	run.emit({ type: 'phase', phase: 'Report' });
	const { stack, directory } = open;
	const after = afterSentences(stack, plan, run.session.past(), outputs['restore-point.id']);
	const copies = copySentences(outputs, stack.directory);
	const report = writeReport(run, directory, took, [], [...after, ...copies]);
	return {
		exit: 0,
		state: 'new version',
		text: [
			`${stack.name} runs ${plan.to}, verified.`,
			report,
			...after,
			...copies,
			...(await prunable(stack)),
		],
	};
}

const blocked = (failed: readonly Finding[]): Result => ({
	exit: 3,
	state: 'old version',
	text: [
		...failed.map(
			(finding) => `${finding.title}: ${finding.evidence}.${finding.advice ? ` ${finding.advice}` : ''}`,
		),
		'Nothing of the stack was changed.',
	],
});
