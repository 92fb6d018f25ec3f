// Touches the world: starts the process that a run works in.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import process from 'node:process';
import type { Duplex } from 'node:stream';
import { whoIsHere } from '../host/who.ts';
import { endedWithoutResult } from '../run/control/ended-without-result.ts';
import { type RemoteRun, remoteRun } from '../run/control/remote-run.ts';
import { frontDescriptor, type RunnerWishes, runnerWord } from './runner-wishes.ts';

/** Milliseconds: it asks the engine first, which may itself be slow to answer. */
const patience = 120_000;

/**
 * Starts a runner in a session of its own, so that it outlives this process and its terminal.
 * @returns the run, once its stack was found in order
 * @throws OperatorError for bad input, and when it cannot be started
 */
export async function startRunner(wishes: RunnerWishes): Promise<RemoteRun> {
	const program = resolve(process.argv[1] ?? '');
	const child = spawn(process.execPath, [...process.execArgv, program, runnerWord, JSON.stringify(wishes)], {
		detached: true,
		stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
	});
	let said = '';
	child.stderr?.on('data', (chunk) => {
		said = (said + chunk).slice(-4000);
	});
	const failed = new Promise<never>((_resolve, reject) => {
		child.once('error', (error) => reject(error));
	});
	failed.catch(() => {});
	const socket = child.stdio[frontDescriptor] as Duplex;
	const run = await Promise.race([
		remoteRun(socket, whoIsHere(), () => endedWithoutResult(wishes.stack, child.pid, said), { patience }),
		failed,
	]);
	// From here on only the run's end keeps this process: leaving it must not wait for the runner.
	child.unref();
	(child.stderr as { unref?: () => void } | null)?.unref?.();
	return run;
}
