// Touches the world: starts throw-away containers and waits until the server in them answers.
import { setTimeout as sleep } from 'node:timers/promises';
import { followLog, inspectContainers } from '../docker/arguments.ts';
import type { Command } from '../docker/command.ts';
import { CommandError } from '../docker/command-error.ts';
import { run } from '../docker/run.ts';
import { OperatorError } from '../host/errors.ts';
import type { RestorePointContext } from './context.ts';
import { removeProofsOfRun } from './throw-away.ts';

const short = { deadline: 60_000 };
/** Milliseconds a server may take to be ready. */
const patience = 180_000;

/**
 * Makes a container of ours. @param image for the sentence, @param deadline in milliseconds
 * @returns its id. @throws OperatorError when it cannot be started; nothing of it stays
 */
export async function createThrowAway(
	context: RestorePointContext,
	command: Command,
	image: string,
	deadline: number,
): Promise<string> {
	try {
		const { stdout } = await run(context.engine, command, { deadline, signal: context.signal });
		const id = stdout.trim().split('\n').at(-1);
		if (id) return id;
		throw new Error('docker run printed no container id');
	} catch (error) {
		// Stopped in the middle, docker may have made it all the same; its name could be somebody else's.
		await removeProofsOfRun(context).catch(() => {});
		throw notStarted(`no container of ${image} could be started: ${(error as Error).message}`, error);
	}
}

/**
 * Waits until a server in a container of ours answers. @param ask fails with a CommandError while it does not
 * @param times how often in a row it has to answer
 * @throws OperatorError when the container ends, or is not ready in time
 */
export async function waitForAnswers(
	context: RestorePointContext,
	id: string,
	ask: () => Promise<void>,
	times = 1,
): Promise<void> {
	const end = performance.now() + patience;
	let inARow = 0;
	for (let pause = 100; ; pause = Math.min(pause * 1.5, 2000)) {
		context.signal?.throwIfAborted();
		const ready = await answers(ask);
		inARow = ready ? inARow + 1 : 0;
		if (inARow === times) return;
		await demandRunning(context, id);
		if (performance.now() > end)
			throw notStarted(`its throw-away database server was not ready after ${patience / 1000} seconds`);
		await sleep(ready ? 50 : pause);
	}
}

async function answers(ask: () => Promise<void>): Promise<boolean> {
	try {
		await ask();
		return true;
	} catch (error) {
		if (error instanceof CommandError) return false;
		throw error;
	}
}

async function demandRunning(context: RestorePointContext, id: string): Promise<void> {
	const { stdout } = await run(context.engine, inspectContainers(context.engine, [id]), short);
	const [found] = JSON.parse(stdout) as {
		State: { Running: boolean; ExitCode: number; OOMKilled?: boolean };
	}[];
	if (!found || found.State.Running) return;
	const words = await lastWords(context, id);
	throw notStarted(
		found.State.OOMKilled
			? 'its throw-away database server was ended: the host has too little memory'
			: `its throw-away database server ended with exit code ${found.State.ExitCode}: ${words}`,
	);
}

/** The last lines of a container's log. */
export async function lastWords(context: RestorePointContext, id: string): Promise<string> {
	const log = await run(context.engine, followLog(context.engine, id), short).catch(() => ({
		stdout: '',
		stderr: '',
	}));
	return `${log.stdout}\n${log.stderr}`.trim().split('\n').slice(-3).join(' / ');
}

/** A proof that could not be made: nothing was found out about the restore point. */
export class NotStarted extends OperatorError {
	override name = 'NotStarted';
}

export const notStarted = (reason: string, cause?: unknown) =>
	new NotStarted(`The restore point was not proven: ${reason}.`, {
		exit: 3,
		advice: ['The restore point is complete, only not proven. Mend the cause and prove it again.'],
		cause,
	});
