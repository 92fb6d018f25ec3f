// Touches the world through survey and steps.

import { notesHere } from '../checks/asked-here.ts';
import type { Finding } from '../checks/finding.ts';
import { lockkeeperVersion } from '../host/lockkeeper-version.ts';
import { asSeen } from '../plan/as-seen.ts';
import type { Plan } from '../plan/plan.ts';
import { planUpgrade } from '../plan/upgrade.ts';
import type { ReleaseNotes } from '../releases/changelog.ts';
import { type Hop, planHops } from '../releases/hops.ts';
import { keptWords } from '../releases/kept-words.ts';
import { notesBetween } from '../releases/read-changelog.ts';
import { namedAmong } from '../releases/release-list.ts';
import { exactVersion } from '../releases/versions.ts';
import { stoppedServices } from '../runbook/stopped-services.ts';
import { answerCommands } from '../steps/answers.ts';
import { proveCommands, shipWishes, takeCommands } from '../steps/restore-point-commands.ts';
import type { Facts } from '../survey/facts.ts';
import { identify, type Stack } from '../survey/identify.ts';
import { secretsOfStack } from '../survey/secrets.ts';
import { survey } from '../survey/survey.ts';
import { inWords } from '../text/list.ts';
import { redactor } from '../text/redact.ts';
import { announcementOf } from './announcement-of.ts';
import { checklist } from './checklist.ts';
import { chooseTarget, notAVersion } from './choose-target.ts';
import { cleanUpUnfinished } from './clean-up-unfinished.ts';
import { concludeUpgrade } from './conclude-upgrade.ts';
import type { Result } from './events.ts';
import { execute } from './execute.ts';
import { seenDurations } from './history/seen-durations.ts';
import { hopPosition, verifiedBefore } from './hops-of.ts';
import { notesGate } from './notes-gate.ts';
import { offerWaysBack } from './offer-ways-back.ts';
import { type OpenRun, openRun } from './open-run.ts';
import { type Run, WishGranted } from './run.ts';
import type { Wish } from './session.ts';
import { howToAnswer, left, type StoryOptions, tell, unchangedSince } from './story.ts';
import {
	acknowledgeGate,
	hopsGate,
	lookAgainGate,
	nextHopGate,
	passedGate,
	planGate,
} from './upgrade-gates.ts';
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
	const surveyed = await look(run, open.stack);
	const target = asked ?? (await chooseTarget(run, surveyed.stack, surveyed.facts));
	if (target === undefined) return left();
	const hops = hopsTo(surveyed.facts, target);
	if (hops.length > 1 && (await run.ask(hopsGate(hops))).kind === 'no') return left();
	if (hops.length > 1) run.emit({ type: 'hop', number: 1, hops });
	return goFurther(run, await oneHop(run, open, surveyed, hops[0]?.to ?? target));
}

/** None when the target cannot be reached: the checklist says why. */
function hopsTo({ version, releases, runbook }: Facts, target: string): readonly Hop[] {
	const plan = planHops({
		current: version.current ?? '',
		target,
		versions: releases.ok ? namedAmong(releases.value, target) : undefined,
		rule: runbook.version.hops,
	});
	return plan.ok ? plan.hops : [];
}

/** How a hop ended. */
type HopEnd = {
	readonly open: OpenRun;
	readonly result: Result;
	/** What its plan was made from, and leads from and to; undefined when it did not come to one. */
	readonly went?: { readonly facts: Facts; readonly plan: Pick<Plan, 'from' | 'to'> };
};

/** After a hop that was verified, the next one where there is one and the operator wants it; the stack is whole in between. */
export async function goFurther(run: Run, { open, result, went }: HopEnd): Promise<Result> {
	const { number, hops } = hopPosition(run.session.past()) ?? { number: 1, hops: [] };
	const next = hops[number];
	if (!next || !went || result.exit !== 0 || result.state !== 'new version') return result;
	try {
		const gate = nextHopGate({ next, number: number + 1, of: hops.length, told: result.text });
		if ((await run.ask(gate)).kind === 'no') return stoppedBetween(result, hops, number);
	} catch (error) {
		if (!(error instanceof WishGranted)) throw error;
		if (error.wish !== 'ways back') return stoppedBetween(result, hops, number, error.wish);
		const why = `You asked after ${next.from} was verified.`;
		return offerWaysBack(run, open, { ...went, why, verified: true });
	}
	run.verified();
	run.emit({ type: 'hop', number: number + 1, hops });
	run.emit({ type: 'phase', phase: 'Survey' });
	const stack = await identify(open.stack.directory, open.stack.engine);
	run.hide(redactor(secretsOfStack(stack)));
	return goFurther(run, await oneHop(run, { ...open, stack }, await look(run, stack), next.to));
}

async function oneHop(
	run: Run,
	open: OpenRun,
	first: { readonly stack: Stack; readonly facts: Facts },
	target: string,
): Promise<HopEnd> {
	const ended = (result: Result): HopEnd => ({ open, result });
	const declined = () => {
		const verified = verifiedBefore(run.session.past());
		return ended(left('upgrade', undefined, verified === undefined ? undefined : unchangedSince(verified)));
	};
	let surveyed = first;
	run.emit({
		type: 'versions',
		...(surveyed.facts.version.current ? { from: surveyed.facts.version.current } : {}),
		to: target,
	});

	let checked = await checklist(run, surveyed.stack, surveyed.facts, target);
	for (;;) {
		const { failed, warned, findings } = checked;
		const answer = (
			await run.ask(
				failed.length > 0
					? lookAgainGate(failed)
					: warned.length > 0
						? acknowledgeGate(warned)
						: passedGate(findings),
			)
		).kind;
		if (answer === 'no')
			return failed.length > 0 ? ended(blocked(failed, verifiedBefore(run.session.past()))) : declined();
		if (failed.length === 0 && answer !== 'again') break;
		run.emit({ type: 'phase', phase: 'Survey' });
		surveyed = await look(run, await identify(open.stack.directory, open.stack.engine));
		checked = await checklist(run, surveyed.stack, surveyed.facts, target);
	}

	const { stack } = surveyed;
	const { facts } = checked;
	const from = facts.version.current ?? '';
	run.emit({ type: 'phase', phase: 'Notes' });
	const notes = readNotes(facts, from, target);
	run.emit({ type: 'notes', notes });
	if ((await run.ask(notesGate(notes, from, target))).kind === 'no') return declined();

	run.emit({ type: 'phase', phase: 'Plan' });
	const estimated = planUpgrade(facts, {
		engine: stack.engine,
		from,
		to: target,
		takeCommands: takeCommands(stack, facts),
		proveCommands: proveCommands(stack, facts),
		stops: stoppedServices(stack.runbook),
		ship: shipWishes(stack),
		answers: answerCommands(stack),
		announcement: announcementOf(stack, { from, to: target }, new Date()),
	});
	const plan = asSeen(estimated, await seenDurations(stack.directory));
	run.emit({ type: 'plan', plan });
	if ((await run.ask(planGate(plan))).kind === 'no') return declined();

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
	const went = { facts, plan };
	const here = { ...open, stack };
	const result = await concludeUpgrade(run, here, facts, plan, ending, performance.now() - began);
	return { open: here, result, went };
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
	const { changelog, releases } = facts;
	const tried = changelog.passedOver ? { passedOver: changelog.passedOver } : {};
	if (!changelog.ok) return { sections: [], missing: [to], place: 'no changelog', ...tried };
	const { kept } = changelog.value;
	const notes = notesBetween(changelog.value, from, to, releases.ok ? releases.value.versions : []);
	return {
		...notesHere(notes, facts),
		...tried,
		...(kept ? { kept: keptWords(kept, new Date()) } : {}),
	};
}

const blocked = (failed: readonly Finding[], verified: string | undefined): Result => ({
	exit: 3,
	state: 'old version',
	text: [
		...failed.map(
			(finding) => `${finding.title}: ${finding.evidence}.${finding.advice ? ` ${finding.advice}` : ''}`,
		),
		verified === undefined
			? 'Nothing of the stack was changed.'
			: `${unchangedSince(verified)}; ${verified} serves.`,
	],
});

/** What a hop has done stands: the stack is whole at its version. */
function stoppedBetween(
	{ state, text }: Result,
	hops: readonly Hop[],
	number: number,
	wish?: Exclude<Wish, 'ways back'>,
): Result {
	const goal = hops.at(-1)?.to ?? '';
	const left = hops.slice(number).map(({ to }) => to);
	return {
		exit: wish === 'no answer' ? 5 : 130,
		state,
		text: [
			...text,
			...(wish === 'no answer'
				? [`A gate waits for an answer, and nobody is there to give it. ${howToAnswer}`]
				: []),
			`Not gone: ${inWords(left)}. To go on: lockkeeper upgrade --to ${goal}`,
		],
	};
}
