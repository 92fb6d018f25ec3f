// Touches the world: the one place that runs docker, and a vendor's script, which may call docker in turn.
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { endGroup, isGroupAtWork } from '../host/processes.ts';
import type { Command } from './command.ts';
import { CommandError } from './command-error.ts';
import type { Engine } from './engine.ts';

/** How a call is watched and ended. */
export type RunOptions = {
	/** Milliseconds until it is asked to stop; five seconds later it is made to. */
	readonly deadline: number;
	readonly signal?: AbortSignal | undefined;
	/** Variables for this call alone, e.g. a password that must not stand in an argument list. */
	readonly environment?: Readonly<Record<string, string>>;
};

const settings = (engine: Engine, command: Command, options: RunOptions) => ({
	...(command.cwd ? { cwd: command.cwd } : {}),
	env: { ...engine.environment, ...options.environment },
	timeout: options.deadline,
	forceKillAfterDelay: 5000,
	...(options.signal ? { cancelSignal: options.signal } : {}),
	reject: false as const,
	maxBuffer: 64 * 1024 * 1024,
});

const program = (command: Command): [string, string[]] => {
	const [file = 'docker', ...rest] = command.argv;
	return [file, rest];
};

/**
 * Runs a docker command to its end and collects what it says.
 * @returns stdout and stderr, without a final newline each
 * @throws CommandError when it ends with another code than 0, hangs or cannot be started
 */
export async function run(
	engine: Engine,
	command: Command,
	options: RunOptions & { readonly input?: string },
): Promise<{ stdout: string; stderr: string }> {
	const result = await execa(...program(command), {
		...settings(engine, command, options),
		// Without it, `docker compose exec` would eat the wizard's keys (docker/compose#10418).
		...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
	});
	if (result.failed) throw new CommandError(command, result);
	return { stdout: result.stdout, stderr: result.stderr };
}

/**
 * Runs a docker command to its end and hands over each line of stdout and stderr as it comes.
 * @throws CommandError as `run` does, with the last lines of stderr
 */
export async function runLines(
	engine: Engine,
	command: Command,
	options: RunOptions & {
		readonly onLine: (line: string) => void;
		/**
		 * True for a program that starts others: when it fails, is stopped or hangs, they are ended with it. They have
		 * five seconds to end after it; who then goes on is ended, and that is a failure too.
		 */
		readonly wholeGroup?: boolean;
	},
): Promise<void> {
	const child = execa(...program(command), {
		...settings(engine, command, options),
		stdin: 'ignore',
		all: true,
		buffer: false,
		killDescendants: options.wholeGroup === true,
	});
	const tail: string[] = [];
	for await (const line of child.iterable({ from: 'all' })) {
		tail.push(line);
		if (tail.length > 20) tail.shift();
		options.onLine(line);
	}
	const result = await child;
	const goesOn = options.wholeGroup === true && !result.failed && (await outlives(child.pid));
	if (!result.failed && !goesOn) return;
	if (options.wholeGroup) await endGroup(child.pid);
	throw new CommandError(command, { ...result, stderr: tail.join('\n'), goesOn });
}

/** Whether processes of a group go on for more than five seconds. */
async function outlives(leader: number | undefined): Promise<boolean> {
	const until = performance.now() + 5000;
	while (isGroupAtWork(leader)) {
		if (performance.now() >= until) return true;
		await sleep(50);
	}
	return false;
}

/**
 * Runs a docker command whose stdin or stdout is an open file of ours: its bytes never pass through this process.
 * @returns stdout, when that is no file, and stderr
 * @throws CommandError as `run` does
 */
export async function runOnFile(
	engine: Engine,
	command: Command,
	options: RunOptions & { readonly stdin?: number; readonly stdout?: number },
): Promise<{ stdout: string; stderr: string }> {
	const result = await execa(...program(command), {
		...settings(engine, command, options),
		// The types know the first ten descriptors only.
		stdin: (options.stdin as 3 | undefined) ?? 'ignore',
		stdout: (options.stdout as 3 | undefined) ?? 'pipe',
	});
	if (result.failed) throw new CommandError(command, result);
	return { stdout: result.stdout ?? '', stderr: result.stderr };
}

/** A docker command whose bytes flow through streams. */
export type Piped = {
	readonly stdin: Writable;
	readonly stdout: Readable;
	/** What it said on stderr, once it has ended. @throws CommandError as `run` does */
	readonly ended: Promise<string>;
	/** Asks it to stop, then makes it. */
	readonly stop: () => void;
};

/** Starts a docker command with its stdin and stdout as streams; nothing is collected but stderr. */
export function runPiped(engine: Engine, command: Command, options: RunOptions): Piped {
	const child = execa(...program(command), {
		...settings(engine, command, options),
		stdin: 'pipe',
		stdout: 'pipe',
		stderr: 'pipe',
		encoding: 'buffer',
		buffer: { stdout: false, stderr: true },
	});
	const ended = child.then((result) => {
		const stderr = Buffer.from(result.stderr ?? []).toString();
		if (result.failed) throw new CommandError(command, { ...result, stderr });
		return stderr;
	});
	// Whoever started it awaits `ended` after the streams; until then a failure is not unhandled.
	ended.catch(() => {});
	return { stdin: child.stdin, stdout: child.stdout, ended, stop: () => child.kill() };
}
