// Touches the world: the stack's lock, signals, and lines of progress.
import process from 'node:process';
import { eventLines } from '../../plain/event-lines.ts';
import type { RestorePointContext } from '../../restore-points/context.ts';
import { takeLock } from '../../run/lock.ts';
import { createRun } from '../../run/run.ts';
import { externalServers } from '../../survey/data.ts';
import { type Stack, stateDirectory } from '../../survey/identify.ts';
import type { CommandLine } from '../arguments.ts';
import { type Outcome, sayLines } from './say.ts';

/** What work on a restore point is given. */
export type Work = Omit<RestorePointContext, 'signal'> & { readonly signal: AbortSignal };

/**
 * Does work on restore points. A signal stops it; what it has come to is told in lines, every two seconds.
 * @param options.locked true when no run may go on beside it
 * @param options.stopped what to say when it was stopped
 * @throws OperatorError when another Lockkeeper holds the stack; what the work throws
 */
export async function doWork(
	line: CommandLine,
	stack: Stack,
	options: { readonly locked: boolean; readonly stopped: readonly string[] },
	work: (context: Work) => Promise<Outcome>,
): Promise<Outcome> {
	const now = new Date();
	const { id } = createRun(now);
	const release = options.locked ? takeLock(stateDirectory(stack.directory), id, now) : () => {};
	const stop = new AbortController();
	const onSignal = () => {
		if (stop.signal.aborted) process.exit(130);
		process.stderr.write('Stopping. Once more to leave at once.\n');
		stop.abort();
	};
	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
	for (const signal of signals) process.on(signal, onSignal);
	try {
		return await work({
			engine: stack.engine,
			project: stack.project,
			run: id,
			servers: externalServers(stack),
			signal: stop.signal,
			onProgress: line.json ? () => {} : tellProgress(),
		});
	} catch (error) {
		if (stop.signal.aborted) return { exit: 130, text: ['You stopped it.', ...options.stopped] };
		throw error;
	} finally {
		for (const signal of signals) process.off(signal, onSignal);
		release();
	}
}

/** Milliseconds between two lines about the same thing. */
const pause = 2000;

function tellProgress(): RestorePointContext['onProgress'] {
	const spoken = new Map<string, number>();
	return (progress) => {
		const now = performance.now();
		if (now - (spoken.get(progress.label) ?? Number.NEGATIVE_INFINITY) < pause) return;
		spoken.set(progress.label, now);
		const at = new Date().toISOString();
		sayLines(eventLines({ type: 'progress', progress: { ...progress, step: '' }, sequence: 0, at }));
	};
}
