import { runThrowAwayOnce, type ThrowAway } from '../../docker/arguments.ts';
import type { Command } from '../../docker/command.ts';
import type { RestorePointContext } from '../context.ts';
import { throwAwayLabels } from '../throw-away.ts';

/** Where the helper finds the directory of the host that it works in. */
export const helperDirectory = '/lockkeeper';

/**
 * A helper beside a database's container: same image, one directory of the host, and, where it asks the server, the
 * network of that container, in which it reaches 127.0.0.1. What it writes goes straight to the disk, not through
 * the engine (1 GB: 2.3 s against 9). Never in the container's process space: there a killed child of the helper's
 * falls to the server as its own, which then takes itself for crashed and starts anew, all sessions lost.
 */
export const helperBeside = (
	context: Pick<RestorePointContext, 'engine' | 'project' | 'run'>,
	options: {
		readonly image: string;
		readonly directory: string;
		readonly readOnly?: boolean;
		readonly container?: string;
	},
	[program = '', ...rest]: readonly string[],
): Command => {
	const throwAway: ThrowAway = {
		image: options.image,
		labels: throwAwayLabels(context),
		mounts: [{ source: options.directory, target: helperDirectory, readOnly: options.readOnly ?? false }],
		entrypoint: program,
		...(options.container === undefined ? {} : { networkOf: options.container }),
	};
	return runThrowAwayOnce(context.engine, throwAway, rest);
};
