// Touches the world: runs a vendor's backup script.
import { CommandError } from '../../docker/command-error.ts';
import { runLines } from '../../docker/run.ts';
import { redactor, secretsOf } from '../../text/redact.ts';
import { streamDeadline } from '../artifact/container-program.ts';
import type { TakeContext } from '../data-kind.ts';
import { meter } from '../progress.ts';
import { scriptFailure } from './failure.ts';
import type { ScriptPlace } from './part.ts';

/**
 * Runs a script in the stack's directory, without a shell and without input. What it says is counted, not kept: it may
 * hold secrets. What it started ends with it when it fails, is stopped or hangs.
 * @param deadline milliseconds
 * @throws ScriptFailure; the signal's reason when it was aborted
 */
export async function runScript(
	context: Pick<TakeContext, 'engine' | 'project' | 'signal' | 'onProgress'>,
	place: ScriptPlace,
	deadline = streamDeadline,
): Promise<void> {
	const { engine, project, signal, onProgress } = context;
	const environment = place.environment();
	const progress = meter(onProgress, { label: `${place.run[0]}, lines said`, unit: 'items' });
	try {
		await runLines(
			engine,
			{ argv: place.run, cwd: project.directory },
			{ deadline, signal, environment, wholeGroup: true, onLine: () => progress.add(1) },
		);
	} catch (error) {
		signal?.throwIfAborted();
		if (!(error instanceof CommandError)) throw error;
		throw scriptFailure(error, project.directory, redactor(secretsOf(environment)));
	}
	progress.end();
}
