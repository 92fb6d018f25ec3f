// Touches the world: runs one side to its end and takes the time.
import { execa } from 'execa';

/** A program with its words, and what is set on top of the environment. */
export type Call = {
	readonly program: string;
	readonly words: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
};

export type CallOptions = {
	/** Working directory. */
	readonly directory: string;
	/** Milliseconds it may take at most. */
	readonly deadline: number;
	readonly signal: AbortSignal;
	/** Told the process once it runs. */
	readonly started?: (process: number) => void;
};

/**
 * Runs it and returns the milliseconds from its start to its end, and what it printed.
 *
 * @throws when it fails, with its last lines
 */
export async function timed(
	call: Call,
	{ directory, deadline, signal, started }: CallOptions,
): Promise<{ took: number; stdout: string }> {
	const began = performance.now();
	const running = execa(call.program, call.words, {
		...{ cwd: directory, env: call.environment, stdin: 'ignore', reject: false },
		...{ timeout: deadline, cancelSignal: signal, maxBuffer: 500_000_000 },
		// A backup ends its throw-away containers before it goes.
		forceKillAfterDelay: 60_000,
	});
	if (running.pid !== undefined) {
		started?.(running.pid);
	}

	const { failed, shortMessage, stdout, stderr } = await running;
	const took = performance.now() - began;
	signal.throwIfAborted();
	if (failed) {
		throw new Error(`${shortMessage}\n${`${stdout}\n${stderr}`.split('\n').slice(-15).join('\n')}`);
	}

	return { took, stdout };
}
