// Touches the world through survey and steps.
import { quote } from '../docker/command.ts';
import { fallenOf } from '../plan/others.ts';
import type { Plan } from '../plan/plan.ts';
import { readManifest } from '../restore-points/manifest-file.ts';
import type { Facts } from '../survey/facts.ts';
import { pinnedIn, type Stack } from '../survey/identify.ts';
import { survey } from '../survey/survey.ts';
import { cleanAfter } from './clean-after.ts';
import { concludeUpgrade } from './conclude-upgrade.ts';
import type { Purpose, Result } from './events.ts';
import { execute } from './execute.ts';
import type { Interrupted } from './find-interrupted.ts';
import { interruptedGate, whatHappened, whatStands } from './interrupted-gate.ts';
import type { Going, Interruption } from './interruption.ts';
import { endWayBack, goWayBack, offerWaysBack } from './offer-ways-back.ts';
import { type OpenRun, openRun, reopenRun } from './open-run.ts';
import { plannedBefore } from './plan-way-back.ts';
import { type Run, WishGranted } from './run.ts';
import type { Wish } from './session.ts';
import { situationOf, type WaysBackQuestion } from './situation.ts';
import { startOthers } from './start-others.ts';
import { howToAnswer, type StoryOptions, tell } from './story.ts';
import { positionOf } from './upgrade-position.ts';
import { goFurther } from './upgrade-run.ts';

export type ResumeOptions = StoryOptions & {
	/** What `interruptedOn` found; `run` was made of its `earlier`. */
	readonly interrupted: Interrupted;
};

/** Looks at what stands, asks what to do about the interrupted run, and does it. */
export async function resumeRun(options: ResumeOptions): Promise<Result> {
	const { run, interrupted, practice } = options;
	const { interruption, earlier } = interrupted;
	const purpose: Purpose = earlier && interruption ? interruption.purpose : 'rollback';
	return tell(run, purpose, async (opened) => {
		const stack = await options.identify();
		// One that cannot be gone on with stays as it is: the question is a new run's.
		const open = opened(
			earlier
				? reopenRun(run, stack, whatHappened(interrupted), new Date())
				: openRun(run, stack, purpose, practice, new Date()),
		);
		const found = await look(run, stack);
		const looked = whatStands(stack, found);
		const choice = await askOrWish(run, interrupted, looked);
		const versions = versionsOf(interruption, stack);
		if (choice === 'leave' || choice === 'no answer' || choice === 'stop' || !interruption || !versions)
			return leftInterrupted(stack, interrupted, looked, choice);
		await cleanAfter(stack, interruption.run);
		const fallen = fallenOf(found, interruption.others);
		const facts = fallen.length === 0 ? found : { ...found, fallen };
		await startOthers(run, stack, facts);
		const asked: WaysBackQuestion = {
			...{ facts: await factsBefore(facts, interruption), plan: versions },
			why: whatHappened(interrupted),
			verified: interruption.going?.done.ended.has('verify') === true,
			...(interruption.purpose === 'rollback' ? { wanted: true } : {}),
			undo: purpose === 'rollback' && earlier !== undefined && isUndo(interruption.going?.plan),
		};
		const { going } = interruption;
		if (!going || !earlier) {
			run.emit({ type: 'versions', from: versions.to, to: versions.from });
			return offerWaysBack(run, open, asked);
		}
		return isWayBack(going.plan, interruption)
			? goOnBack(run, { ...open, stack }, asked, going, choice)
			: goOnUpgrading(run, { ...open, stack }, asked, going, choice);
	});
}

/** Looked at anew: facts are not in the journal, and the world may have moved. */
async function look(run: Run, stack: Stack): Promise<Facts> {
	return survey(stack, {
		now: new Date(),
		onFact: (fact) => run.emit({ type: 'fact', fact }),
		signal: run.interruption(),
		forBackup: true,
	});
}

/** The schema of before the upgrade is what its restore point was taken at; the one of now may have moved. */
async function factsBefore(facts: Facts, { going }: Interruption): Promise<Facts> {
	const path = going?.done.outputs['restore-point.path'];
	const revision =
		path === undefined
			? undefined
			: await readManifest(path).then(
					({ schemaRevision }) => schemaRevision,
					() => undefined,
				);
	return {
		...facts,
		schema:
			revision === undefined
				? { ok: false, problem: 'the run that had looked at it was interrupted' }
				: { ok: true, value: { current: revision } },
	};
}

/** The upgrade that is led back from: a way back's own versions are the other way round. */
function versionsOf(
	interruption: Interruption | undefined,
	stack: Stack,
): Pick<Plan, 'from' | 'to'> | undefined {
	const { from, to } = interruption?.versions ?? {};
	if (from === undefined) return undefined;
	const there = to ?? pinnedIn(stack);
	return interruption?.purpose === 'rollback' ? { from: there, to: from } : { from, to: there };
}

const isWayBack = ({ steps, purpose }: Plan, { purpose: whole }: Interruption) =>
	whole === 'rollback' || purpose === 'rollback' || !steps.some(({ phase }) => phase === 'Upgrade');

const isUndo = (plan: Plan | undefined) =>
	plan?.steps.some(({ parameters }) => 'undoes' in parameters) === true;

async function goOnUpgrading(
	run: Run,
	open: OpenRun,
	asked: WaysBackQuestion,
	going: Going,
	choice: 'go-on' | 'ways-back',
): Promise<Result> {
	const { plan, took } = going;
	if (choice === 'ways-back') return offerWaysBack(run, open, asked);
	const { stack, directory, logs } = open;
	const began = performance.now();
	const ending = await execute({
		...{ run, stack, facts: asked.facts, plan, directory, logs },
		position: positionOf(asked.facts, plan),
		before: going,
	});
	const result = await concludeUpgrade(
		...([run, open, asked.facts, plan, ending, performance.now() - began + took] as const),
	);
	return goFurther(run, { open, result, went: { facts: asked.facts, plan } });
}

/** Other ways back begin where this one ends: what it stopped starts again, what it laid beside goes. */
async function goOnBack(
	run: Run,
	open: OpenRun,
	asked: WaysBackQuestion,
	going: Going,
	choice: 'go-on' | 'ways-back',
): Promise<Result> {
	const way = plannedBefore(open.stack, going.plan, asked.plan, await situationOf(open.stack, asked));
	if (choice === 'go-on') return goWayBack(run, open, asked, way, going);
	const step = going.half ?? going.failed?.step ?? going.plan.steps[0];
	if (!step) return offerWaysBack(run, open, asked);
	return endWayBack(run, open, asked, way, { ...going.done, is: 'wished', wish: 'ways back', step }, 0);
}

/** A wish at this gate is an answer like any other. */
async function askOrWish(
	run: Run,
	interrupted: Interrupted,
	looked: readonly string[],
): Promise<'go-on' | 'ways-back' | 'leave' | Exclude<Wish, 'ways back'>> {
	try {
		const answer = await run.ask(interruptedGate(interrupted, looked));
		if (answer.kind !== 'chosen') return 'leave';
		return answer.item === 'go-on' || answer.item === 'ways-back' ? answer.item : 'leave';
	} catch (error) {
		if (!(error instanceof WishGranted)) throw error;
		return error.wish === 'ways back' ? 'ways-back' : error.wish;
	}
}

function leftInterrupted(
	stack: Stack,
	interrupted: Interrupted,
	looked: readonly string[],
	choice: 'go-on' | 'ways-back' | 'leave' | 'stop' | 'no answer',
): Result {
	return {
		exit: choice === 'no answer' ? 5 : choice === 'leave' || choice === 'stop' ? 130 : 3,
		state: 'in between',
		text: [
			whatHappened(interrupted),
			...looked,
			...(choice === 'no answer'
				? [`A gate waits for an answer, and nobody is there to give it. ${howToAnswer}`]
				: [`${stack.name} is left as it is.`]),
			...(interrupted.earlier ? [`To go on: lockkeeper attach --stack ${quote(stack.directory)}`] : []),
			`To go a way back: lockkeeper rollback --stack ${quote(stack.directory)}`,
		],
		...(interrupted.earlier ? { interrupted: true as const } : {}),
	};
}
