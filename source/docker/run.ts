// Touches the world: the one place that runs docker, and a vendor's script, which may call docker in turn.
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { endGroup, isGroupAtWork } from '../host/processes.ts';
import { type Limit, left, type Watch, watchCall } from '../host/watch-call.ts';
import type { Command } from './command.ts';
import { CommandError } from './command-error.ts';
import type { Engine } from './engine.ts';

/** How a call is watched and ended. */
export type RunOptions = Limit & {
	readonly signal?: AbortSignal | undefined;
	/** Variables for this call alone, e.g. a password that must not stand in an argument list. */
	readonly environment?: Readonly<Record<string, string>>;
	/** Characters of stdout, or of stderr, after which it is ended. @default 64 Mi */
	readonly mostOutput?: number;
};

const settings = (engine: Engine, command: Command, options: RunOptions, watch: Watch) => ({
	...(command.cwd ? { cwd: command.cwd } : {}),
	env: { ...engine.environment, ...options.environment },
	cancelSignal: watch.signal,
	forceKillAfterDelay: watch.insistAfter,
	// Compose is a program that docker starts: made to end alone, docker would leave it, and we would wait for it.
	killDescendants: true,
	reject: false as const,
	maxBuffer: options.mostOutput ?? 64 * 1024 * 1024,
});

const program = (command: Command): [string, string[]] => {
	const [file = 'docker', ...rest] = command.argv;
	return [file, rest];
};

const hurryOf = ({ hurry }: Engine, { argv }: Command) =>
	hurry && argv.join(' ').includes(hurry.when) ? hurry : undefined;

const nothingSaid = { stdout: '', stderr: '', isCanceled: true, failed: true } as const;

/** What it came to. @throws CommandError when it failed, hung or was stopped */
async function outcome<T extends Outcome>(command: Command, child: PromiseLike<T>, watch: Watch): Promise<T> {
	const result = await watch.orLeft(Promise.resolve(child));
	if (result !== left && !result.failed) return result;
	const { stderr, ...rest } = result === left ? nothingSaid : result;
	throw new CommandError(command, { ...rest, stderr: textOf(stderr), hung: watch.hung() });
}

type Outcome = {
	readonly failed: boolean;
	readonly isCanceled: boolean;
	readonly exitCode?: number | undefined;
	readonly stderr?: string | Uint8Array | undefined;
	readonly signal?: string | undefined;
	readonly code?: string | undefined;
	readonly shortMessage?: string;
	readonly isMaxBuffer?: boolean;
};

const textOf = (said: string | Uint8Array | undefined) =>
	typeof said === 'string' ? said : Buffer.from(said ?? []).toString();

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
	const watch = watchCall(options, options.signal, hurryOf(engine, command));
	const child = execa(...program(command), {
		...settings(engine, command, options, watch),
		// Without it, `docker compose exec` would eat the wizard's keys (docker/compose#10418).
		...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
	});
	const { stdout, stderr } = await outcome(command, child, watch);
	return { stdout, stderr };
}

/**
 * Runs a docker command to its end and hands over each line of stdout and stderr as it comes; the next one once a promise
 * that came back is settled, and the program waits as well.
 * @throws CommandError as `run` does, with the last lines of stderr
 */
export async function runLines(
	engine: Engine,
	command: Command,
	options: RunOptions & {
		readonly onLine: (line: string) => unknown;
		/**
		 * True for a program that starts others, which are none of docker's: they have five seconds to end after it; who
		 * then goes on is ended, and that is a failure too.
		 */
		readonly wholeGroup?: boolean;
	},
): Promise<void> {
	const watch = watchCall(options, options.signal, hurryOf(engine, command));
	const child = execa(...program(command), {
		...settings(engine, command, options, watch),
		stdin: 'ignore',
		all: true,
		buffer: false,
	});
	const tail: string[] = [];
	const told = async () => {
		for await (const line of child.iterable({ from: 'all' })) {
			watch.moved();
			tail.push(line);
			if (tail.length > 20) tail.shift();
			const taken = options.onLine(line);
			if (taken instanceof Promise) await taken;
		}
		return child;
	};
	const result = await watch.orLeft(told());
	const failed = result === left || result.failed;
	const goesOn = options.wholeGroup === true && !failed && (await outlives(child.pid));
	if (!failed && !goesOn) return;
	if (options.wholeGroup) await endGroup(child.pid);
	const ending = result === left ? nothingSaid : result;
	throw new CommandError(command, { ...ending, stderr: tail.join('\n'), goesOn, hung: watch.hung() });
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
	const watch = watchCall(options, options.signal, hurryOf(engine, command));
	const child = execa(...program(command), {
		...settings(engine, command, options, watch),
		// The types know the first ten descriptors only.
		stdin: (options.stdin as 3 | undefined) ?? 'ignore',
		stdout: (options.stdout as 3 | undefined) ?? 'pipe',
	});
	const { stdout, stderr } = await outcome(command, child, watch);
	return { stdout: stdout ?? '', stderr };
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
	const watch = watchCall(options, options.signal, hurryOf(engine, command));
	const child = execa(...program(command), {
		...settings(engine, command, options, watch),
		stdin: 'pipe',
		stdout: 'pipe',
		stderr: 'pipe',
		encoding: 'buffer',
		buffer: { stdout: false, stderr: true },
	});
	const ended = outcome(command, child, watch).then(({ stderr }) => textOf(stderr));
	// Whoever started it awaits `ended` after the streams; until then a failure is not unhandled.
	ended.catch(() => {});
	return { stdin: child.stdin, stdout: child.stdout, ended, stop: () => child.kill() };
}
