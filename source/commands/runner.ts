// Touches the world: the process that a run works in, apart from the front that started it.
import { Socket } from 'node:net';
import process from 'node:process';
import { quote } from '../docker/command.ts';
import { defaultEngine } from '../docker/engine.ts';
import { OperatorError } from '../host/errors.ts';
import { answerAhead } from '../plain/answer-ahead.ts';
import { exactVersion } from '../releases/versions.ts';
import { serveSession } from '../run/control/serve-session.ts';
import { type FromRun, line } from '../run/control/wire.ts';
import { type Interrupted, interruptedOn } from '../run/find-interrupted.ts';
import { resumeRun } from '../run/resume-run.ts';
import { rollbackRun } from '../run/rollback-run.ts';
import { createRun, type Run } from '../run/run.ts';
import { faultLines } from '../run/story.ts';
import { upgradeRun } from '../run/upgrade-run.ts';
import { identify, type Stack } from '../survey/identify.ts';
import { frontDescriptor, type RunnerWishes, readWishes } from './runner-wishes.ts';

/**
 * Runs a story and serves it to the front that started this process; to others too, once the run holds its stack.
 * @param text the wishes as JSON
 * @returns the exit code, which nobody may be there to read
 */
export async function runner(text: string): Promise<number> {
	const wishes = readWishes(text);
	// The front, and with it the other end, may end at any time.
	for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
	const front = new Socket({ fd: frontDescriptor });
	front.on('error', () => {});
	let found: Found;
	try {
		found = await lookAt(wishes);
	} catch (error) {
		await refuse(front, error as Error);
		return 3;
	}
	const run = createRun(new Date(), found.interrupted?.earlier);
	const release = watchSignals(run);
	const served = serveSession(run.session);
	served.add(front);
	answerAhead(run.session, wishes.standing);
	try {
		return (await tellStory(run, found, wishes)).exit;
	} finally {
		await served.close();
		release();
	}
}

/** The stack, and the run on it that has to be gone on with first. */
type Found = { readonly stack: Stack; readonly interrupted: Interrupted | undefined };

/** @throws OperatorError for bad input, when there is no run to attach to, or one to another version comes first */
async function lookAt({ purpose, stack: directory, to, standing }: RunnerWishes): Promise<Found> {
	const stack = await identify(directory, defaultEngine);
	// A way back looks at the journals itself.
	const interrupted = purpose === 'rollback' ? undefined : await interruptedOn(stack);
	if (purpose === 'attach' && !interrupted) throw nothingToOpen(directory);
	// On a terminal the question says where the run leads; what was said ahead was said of another one.
	const { versions, goal } = interrupted?.interruption ?? {};
	const leadsTo = goal ?? versions?.to;
	if (
		interrupted &&
		standing.yes &&
		to !== undefined &&
		leadsTo !== undefined &&
		![leadsTo, versions?.to].includes(exactVersion(to))
	)
		throw comesFirst(interrupted.run, leadsTo, directory);
	return { stack, interrupted };
}

const nothingToOpen = (directory: string) =>
	new OperatorError(`There is no run to open in ${directory}: none is going on, and none was interrupted.`, {
		exit: 3,
		advice: ['Nothing was changed.', 'To begin one: lockkeeper'],
	});

const comesFirst = (run: string, leadsTo: string, directory: string) =>
	new OperatorError(`Run ${run} to ${leadsTo} was interrupted, and comes first.`, {
		exit: 3,
		advice: [
			'Nothing was changed.',
			`To go on with it: lockkeeper attach --stack ${quote(directory)}`,
			`To go a way back: lockkeeper rollback --stack ${quote(directory)}`,
		],
	});

function tellStory(run: Run, { stack, interrupted }: Found, { purpose, to, undo }: RunnerWishes) {
	const options = { run, identify: async () => stack, practice: false };
	if (interrupted) return resumeRun({ ...options, interrupted });
	return purpose === 'rollback'
		? rollbackRun({ ...options, point: to, undo })
		: upgradeRun({ ...options, target: to });
}

/** Bad input leaves no trace but a sentence. */
function refuse(front: Socket, error: Error): Promise<void> {
	const said: FromRun =
		error instanceof OperatorError
			? { type: 'failed', exit: error.exit, message: error.message, advice: error.advice }
			: { type: 'failed', exit: 1, message: faultLines(error).join('\n'), advice: [] };
	return new Promise((resolve) => {
		front.once('close', () => resolve());
		front.end(line(said));
		front.resume();
	});
}

/** Who ends the runner itself asks it to stop at its next safe point, and once more to end at once. A closed terminal is none of its business. */
function watchSignals(run: Run): () => void {
	let asked = false;
	const stop = () => {
		if (asked) process.exit(130);
		asked = true;
		run.session.wish('stop');
	};
	const ignore = () => {};
	// What nobody caught is a fault of ours: the journal says so, and the run is no riddle.
	const crashed = (error: Error) =>
		run.emit({ type: 'result', result: { exit: 1, state: 'unknown', text: faultLines(error) } });
	process.on('SIGINT', stop);
	process.on('SIGTERM', stop);
	process.on('SIGHUP', ignore);
	process.on('uncaughtExceptionMonitor', crashed);
	return () => {
		process.off('SIGINT', stop);
		process.off('SIGTERM', stop);
		process.off('SIGHUP', ignore);
		process.off('uncaughtExceptionMonitor', crashed);
	};
}
