// Touches the world: the one place that runs ssh, rsync, rclone and restic.
import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import { OperatorError } from '../host/errors.ts';
import { ToolFailure } from './tool-failure.ts';

/** How a tool is watched and ended. */
export type ToolOptions = {
	/** Milliseconds until it is asked to stop; five seconds later it is made to. None for a transfer: see `stall.ts`. */
	readonly deadline?: number | undefined;
	readonly signal?: AbortSignal | undefined;
	/** Directory it runs in. */
	readonly cwd?: string | undefined;
	/** Variables for this call alone, e.g. a repository whose address must not stand in an argument list. */
	readonly environment?: Readonly<Record<string, string>> | undefined;
	/** Exit codes that are answers and no failures; 0 is one always. */
	readonly accept?: readonly number[] | undefined;
};

/** A tool with its streams. */
export type RunningTool = {
	readonly stdin: Writable;
	readonly stdout: Readable;
	/** @throws ToolFailure when it fails, is stopped or hangs; OperatorError when it is not installed */
	readonly ended: Promise<{ readonly exitCode: number }>;
	/** Asks it to stop, then makes it. */
	readonly stop: () => void;
};

/** What stderr keeps: its last 64 KiB. */
const kept = 64 * 1024;

/**
 * Starts a tool without a shell; its messages are in English, whatever the operator's language.
 * @param onStderr sees each line as it comes
 */
export function startTool(
	argv: readonly string[],
	options: ToolOptions & { readonly onStderr?: ((line: string) => void) | undefined },
): RunningTool {
	const [file = '', ...rest] = argv;
	const child = execa(file, rest, {
		env: { LC_ALL: 'C', ...options.environment },
		stdin: 'pipe',
		stdout: 'pipe',
		stderr: 'pipe',
		encoding: 'buffer',
		buffer: false,
		reject: false,
		forceKillAfterDelay: 5000,
		...(options.cwd === undefined ? {} : { cwd: options.cwd }),
		...(options.deadline === undefined ? {} : { timeout: options.deadline }),
		...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
	});
	let stderr = '';
	const lines = lineSplitter((line) => options.onStderr?.(line));
	child.stderr.on('data', (chunk: Buffer) => {
		stderr = (stderr + chunk.toString()).slice(-kept);
		lines.add(chunk);
	});
	// A tool that ended before it read its input says why by its exit code.
	child.stdin.on('error', () => {});
	const ended = child.then((result) => {
		lines.end();
		if (result.code === 'ENOENT') throw missingTool(file, result);
		if (result.exitCode === 127 && /not found/.test(stderr) && file === 'sh')
			throw missingTool(rest[2] ?? file, result);
		if (!result.failed || (result.exitCode !== undefined && options.accept?.includes(result.exitCode)))
			return { exitCode: result.exitCode ?? 0 };
		throw new ToolFailure(argv, { ...result, stderr });
	});
	// Whoever started it awaits `ended` after the streams; until then a failure is not unhandled.
	ended.catch(() => {});
	return { stdin: child.stdin, stdout: child.stdout, ended, stop: () => child.kill() };
}

/**
 * Runs a tool to its end and collects its stdout.
 * @throws ToolFailure, OperatorError as `startTool`
 */
export async function runTool(
	argv: readonly string[],
	options: ToolOptions & {
		/** Given on stdin; without it stdin is empty. */
		readonly input?: string | Buffer | undefined;
		/** Sees each line of stdout as it comes, one ended by a carriage return too. */
		readonly onStdout?: ((line: string) => void) | undefined;
		readonly onStderr?: ((line: string) => void) | undefined;
	},
): Promise<{ readonly exitCode: number; readonly stdout: Buffer }> {
	const tool = startTool(argv, options);
	const chunks: Buffer[] = [];
	const lines = lineSplitter((line) => options.onStdout?.(line));
	tool.stdout.on('data', (chunk: Buffer) => {
		if (options.onStdout) lines.add(chunk);
		else chunks.push(chunk);
	});
	tool.stdin.end(options.input ?? '');
	const { exitCode } = await tool.ended;
	lines.end();
	return { exitCode, stdout: Buffer.concat(chunks) };
}

function lineSplitter(onLine: (line: string) => void) {
	let open = '';
	return {
		add(chunk: Buffer) {
			const parts = (open + chunk.toString()).split(/[\r\n]+/);
			open = parts.pop() ?? '';
			for (const line of parts) if (line) onLine(line);
		},
		end() {
			if (open) onLine(open);
			open = '';
		},
	};
}

const packages: Readonly<Record<string, string>> = { ssh: 'openssh-client' };

const missingTool = (tool: string, cause: unknown) =>
	new OperatorError(`${tool} is not installed on this host.`, {
		exit: 3,
		advice: [`Install ${tool} (on Debian and Ubuntu: apt-get install ${packages[tool] ?? tool}).`],
		cause,
	});
