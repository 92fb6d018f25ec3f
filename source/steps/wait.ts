// Touches the world: watches a start until it is over.
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '../host/errors.ts';
import { type Moment, millisecondsSince, momentNow } from '../host/moment.ts';
import { unitOf } from '../host-service/words.ts';
import type { Step } from '../plan/plan.ts';
import { schemaDatabase } from '../survey/data.ts';
import type { Stack } from '../survey/identify.ts';
import {
	readCheckoutHead,
	readCurrentRevision,
	readImageHead,
	revisionService,
	tellsRevision,
} from '../survey/schema/revision.ts';
import { type Container, findContainer, listContainers, serviceState } from '../survey/services.ts';
import { formatDuration } from '../text/duration.ts';
import { inWords } from '../text/list.ts';
import { seenWords, waitingNote } from './activity-words.ts';
import { answerProblems, answersName } from './answers.ts';
import { endSession } from './end-session.ts';
import type { DatabaseWork } from './judge-activity.ts';
import { judgeStart, migrationsIn, type StartSignals } from './judge-start.ts';
import { nextLockNotice, type ToldLock } from './lock-notice.ts';
import { isSince, mayBeOf } from './service-logs.ts';
import { nextStartClock, startClock } from './start-clock.ts';
import { startUp } from './start-up.ts';
import type { StepContext, StepKindModule, StepResult } from './step.ts';
import { type ActivityWatch, watchActivity } from './watch-activity.ts';

/** Milliseconds between two looks. */
const pause = 500;
/** Milliseconds between two questions for the schema while it migrates: each starts a psql. */
const schemaPause = 3000;
/** Milliseconds between two requests once the answers are as expected: each stands in the app's own log. */
const serving = 5000;
/** Milliseconds that a started app may need until health answer and schema agree. */
const settle = 20_000;

/** Of a start whose log is complete: what the database does then is its daily work. */
const over: DatabaseWork = { is: 'idle', sessions: [] };

/** Waits until container, log, HTTP and schema agree that the version is up, or one of them says it failed. */
export const wait: StepKindModule = {
	interruptible: true,
	async act(context, step) {
		const began = performance.now();
		const { 'up.began': at, 'up.steady': steady = '' } = context.outputs;
		const restart = at === undefined ? undefined : { at, steady };
		const restartedAt = began - millisecondsSince(restart ?? momentNow());
		const { stack, signal, resumed, background } = context;
		if (resumed && !background.has('up')) startUp(context, () => true);
		const activity = watchActivity(stack, schemaDatabase(stack), restartedAt, signal);
		try {
			return await untilUp(context, step, { began, restart, restartedAt }, activity);
		} finally {
			await activity.close();
		}
	},
};

/** Milliseconds of the clock that nobody can set: a wait must not end early, or never, because another one was. */
type Beginning = {
	readonly began: number;
	readonly restart: Moment | undefined;
	readonly restartedAt: number;
};

async function untilUp(
	context: StepContext,
	step: Step,
	{ began, restart, restartedAt }: Beginning,
	activity: ActivityWatch,
): Promise<StepResult> {
	const { stack, signal, report, notify, logs } = context;
	const place = schemaDatabase(stack);
	const { service, done, failed, oneShot } = stack.runbook.migrations;
	const quiet = stack.runbook.migrations.quiet * 1000;
	const { 'pull.head': pulled, 'build.head': built = pulled } = context.outputs;
	const head = built ?? (await runningHead(context));
	let clock = startClock(restartedAt, began);
	let told: ToldLock | undefined;
	let restarted = false;
	let upSince: number | undefined;
	let looked: Seen | undefined;
	let http: readonly string[] = ['not asked yet'];
	let httpAskedAt = Number.NEGATIVE_INFINITY;
	for (;;) {
		signal.throwIfAborted();
		if (http.length > 0 || performance.now() - httpAskedAt >= serving) {
			http = await answerProblems(stack, signal);
			httpAskedAt = performance.now();
		}
		// Followed since an earlier start, the log may still hold that one's last words.
		const since = logs.lines(service).filter((line) => !restart || isSince(line, restart));
		looked = await look(
			context,
			looked,
			since.some((line) => line.text.includes(done)),
		);
		const { begun } = looked;
		// What was replaced may have said something after the restart had begun.
		const own = since.flatMap((line) => (!restart || mayBeOf(line, begun, restart) ? [line.text] : []));
		const log = since.map((line) => line.text);
		// A container that `up` found in order and left alone said so long ago.
		const unmoved = isUnmoved(looked.startedAt, context.outputs['up.started'], restart);
		const logDone = unmoved || log.some((line) => line.includes(done));
		const seen = { ...looked, http, log, own, logDone, oneShot, newestLineAt: since.at(-1)?.at };
		const lookAgain = () =>
			nextStartClock(clock, { ...seen, databaseMovedAt: activity.movedAt() }, performance.now());
		clock = lookAgain();
		if (!logDone) {
			// A lock that was told of is watched until it is gone, also when the log moves again.
			activity.glance(told ? Number.POSITIVE_INFINITY : performance.now() - clock.lineAt);
			// What was seen a while ago says nothing of now: nobody is called stuck before one more look.
			if (performance.now() - clock.movedAt >= quiet) {
				await activity.ask();
				clock = lookAgain();
			}
		}
		const now = performance.now();
		const latest = logDone ? undefined : activity.seen();
		// What came before the newest line is no news, but for a lock that was told of.
		const database = latest && (told || latest.at >= clock.lineAt) ? latest : undefined;
		const verdict = judgeStart(
			{
				...seen,
				head,
				hasRevision: tellsRevision(stack.runbook),
				quietFor: now - clock.movedAt,
				calmFor: clock.calmSince === undefined ? 0 : now - clock.calmSince,
				doneFor: clock.doneSince === undefined ? 0 : now - clock.doneSince,
				database: database && seenWords(database),
				unanswered: !logDone && activity.unanswered(),
				databaseLog: databaseLines(context, restart),
			},
			{ quiet, settle, failed, oneShot, answers: answersName(stack), unit: unitOf(stack.engine.service) },
		);
		const work = logDone ? over : database?.work;
		const next = work
			? nextLockNotice(told, work, now, activity.serviceAt, (holder) =>
					place ? endSession(stack, place, holder) : '',
				)
			: { told };
		told = next.told;
		if (next.notice) notify(next.notice);
		const migrations = migrationsIn(log);
		switch (verdict.is) {
			case 'up': {
				upSince ??= now;
				const late = await stillStarting(context, service);
				// One that never tells is verify's to name.
				if (late.length > 0 && now - upSince < quiet) {
					report({
						label: 'waiting',
						note: `${service} is up; still starting: ${inWords(late)}`,
						done: Math.round((now - began) / 1000),
						unit: 'seconds',
					});
					break;
				}
				return {
					detail:
						`${step.parameters.version ?? ''} up after ${formatDuration(now - began)}: ${unitOf(stack.engine.service)} ${oneShot ? 'ended well' : seen.state}, log complete, ${answersName(stack)} as expected, schema ${head ?? looked.revision ?? 'not told'}`.trim(),
					outputs: {
						// After an interruption nobody knows when it answered first.
						...(context.resumed ? {} : { downtime: String(clock.downtime) }),
						migrations: String(migrations.length),
						...revisionOutput(head ?? looked.revision),
					},
				};
			}
			case 'start the rest':
				// Once: an `up` that fails with all in order has a reason of its own.
				if (restarted) throw new OperatorError(verdict.because, { exit: 3 });
				restarted = true;
				startUp(context, () => true);
				break;
			case 'failed':
				throw new OperatorError(`${service}: ${verdict.reason}`, { exit: 3 });
			case 'starting':
				report({
					label: 'waiting',
					note: waitingNote(verdict.open, database, now - clock.lineAt, unitOf(stack.engine.service)),
					done: Math.round((now - began) / 1000),
					unit: 'seconds',
				});
				break;
			default:
				verdict satisfies never;
		}
		await sleep(pause, undefined, { signal });
	}
}

type Seen = Pick<StartSignals, 'state' | 'exitCode' | 'restarts' | 'revision' | 'up'> & {
	readonly container: string | undefined;
	readonly startedAt: string | undefined;
	/** When its container was started first, or made; undefined where nothing tells. */
	readonly begun: string | undefined;
	/** When the revision was asked for, milliseconds. */
	readonly revisionAskedAt: number;
};

/** Container, schema and command, asked side by side; the schema not at every look. */
async function look(context: StepContext, before: Seen | undefined, logDone: boolean): Promise<Seen> {
	const { stack, background, signal } = context;
	const { service } = stack.runbook.migrations;
	const asks = before === undefined || logDone || performance.now() - before.revisionAskedAt >= schemaPause;
	const [container, revision, up] = await Promise.all([
		findContainer(stack.engine, stack.project, service, before?.container, signal).catch(() => undefined),
		asks ? readCurrentRevision(stack, signal).catch(() => undefined) : before.revision,
		ending(background.get('up')),
	]);
	return {
		container: container?.Id,
		state: container ? stateOf(stack, container) : 'missing',
		exitCode: container?.State.ExitCode,
		startedAt: container?.State.StartedAt,
		begun: container && begunAt(stack, container),
		restarts: restartsSince(container?.RestartCount ?? 0, Number(context.outputs['up.restarts'] ?? 0)),
		revision,
		revisionAskedAt: asks ? performance.now() : before.revisionAskedAt,
		up,
	};
}

/** A container that was started again tells its last start alone. Of a process that is none nobody tells it so well. */
function begunAt({ engine }: Stack, { RestartCount, State, Created }: Container): string | undefined {
	if (engine.service) return undefined;
	return RestartCount === 0 && State.Status === 'running' ? State.StartedAt : Created;
}

/** The app's other services whose health check has not answered yet. */
async function stillStarting(
	{ stack, facts, signal }: StepContext,
	migrating: string,
): Promise<readonly string[]> {
	const others = facts.services.filter(({ app, name }) => app && name !== migrating).map(({ name }) => name);
	const containers = await listContainers(stack.engine, stack.project, signal);
	return containers
		.filter(
			({ service, container }) => others.includes(service) && serviceState(container.State) === 'starting',
		)
		.map(({ service }) => service);
}

/** One that migrates and ends is in order once it has ended well. */
function stateOf({ runbook }: Stack, { State }: Container): StartSignals['state'] {
	const state = serviceState(State);
	return runbook.migrations.oneShot && state === 'exited' && State.ExitCode === 0 ? 'no check' : state;
}

/** What the database's server wrote since the restart. */
function databaseLines({ stack, logs }: StepContext, restart: Moment | undefined): readonly string[] {
	const place = schemaDatabase(stack);
	if (!place || place.external) return [];
	return logs
		.lines(place.service)
		.filter((line) => !restart || isSince(line, restart))
		.map((line) => line.text);
}

/** Known by what it said before `up`; by the time of day where that was not noted. */
const isUnmoved = (startedAt: string | undefined, before: string | undefined, restart: Moment | undefined) =>
	startedAt !== undefined &&
	(before === undefined ? restart !== undefined && startedAt < restart.at : startedAt === before);

/** A new container counts from 0 again. */
const restartsSince = (now: number, before: number) => (now >= before ? now - before : now);

/** How a background command stands right now. */
async function ending(command: Promise<void> | undefined): Promise<StartSignals['up']> {
	if (!command) return 'done';
	const running = Symbol('running');
	try {
		const first = await Promise.race([command.then(() => 'done' as const), sleep(0, running)]);
		return first === running ? 'running' : 'done';
	} catch (error) {
		return { failed: (error as Error).message };
	}
}

const revisionOutput = (revision: string | undefined): Readonly<Record<string, string>> =>
	revision === undefined ? {} : { revision };

/** Without a pull in this plan: the newest revision that the image which was started knows. */
async function runningHead({ stack, plan, signal }: StepContext): Promise<string | undefined> {
	if (!revisionService(stack.runbook)) return readCheckoutHead(stack, plan.to, signal);
	const containers = await listContainers(stack.engine, stack.project, signal);
	const container = containers.find(
		(candidate) => candidate.service === stack.runbook.migrations.service,
	)?.container;
	if (!container)
		throw new OperatorError(`${stack.runbook.migrations.service} has no container.`, { exit: 3 });
	return readImageHead(stack, container.Image, signal);
}
