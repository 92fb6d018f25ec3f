// Touches the world: the one place that runs git.
import { statSync } from 'node:fs';
import process from 'node:process';
import { execa } from 'execa';
import type { Command } from '../docker/command.ts';
import { toShell } from '../docker/command.ts';
import { OperatorError } from '../host/errors.ts';

export type GitOptions = {
	/** Milliseconds. */
	readonly deadline: number;
	readonly signal?: AbortSignal | undefined;
};

/**
 * Runs git to its end, as the owner of the directory where we may: what it writes stays theirs.
 * @returns what it said, without a final newline
 * @throws OperatorError with what git said and what to do about it
 */
export async function runGit(command: Command, { deadline, signal }: GitOptions): Promise<string> {
	const { argv, cwd = '.' } = command;
	const [program = 'git', ...rest] = argv;
	const result = await execa(program, rest, {
		...ownerOf(cwd),
		cwd,
		stdin: 'ignore',
		reject: false,
		timeout: deadline,
		...(signal ? { cancelSignal: signal } : {}),
		env: {
			// Sentences that are read have to be in one language, and nobody is there to answer a question.
			LC_ALL: 'C',
			GIT_TERMINAL_PROMPT: '0',
			GIT_OPTIONAL_LOCKS: '0',
			...(process.env.GIT_SSH_COMMAND ? {} : { GIT_SSH_COMMAND: 'ssh -oBatchMode=yes' }),
			// Whoever calls us from a hook of git's means another repository.
			...{ GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined, GIT_PREFIX: undefined },
		},
	});
	if (!result.failed) return result.stdout;
	if (signal?.aborted) throw signal.reason;
	throw new OperatorError(
		...gitProblem(command, {
			stderr: result.stderr ?? '',
			exitCode: result.exitCode,
			timedOut: result.timedOut,
			code: result.code,
		}),
	);
}

/** Whose files they are; only root may act as somebody else. */
function ownerOf(directory: string): { uid?: number; gid?: number } {
	if (process.getuid?.() !== 0) return {};
	const { uid, gid } = statSync(directory);
	return uid === 0 ? {} : { uid, gid };
}

type Failure = {
	readonly stderr: string;
	readonly exitCode: number | undefined;
	readonly timedOut: boolean;
	readonly code: string | undefined;
};

/** What an operator is told of a git that failed; pure. */
export function gitProblem(
	command: Command,
	{ stderr, exitCode, timedOut, code }: Failure,
): readonly [message: string, options: { exit: 3; advice: readonly string[] }] {
	const { cwd = '.' } = command;
	const shown = toShell(command);
	if (code === 'ENOENT')
		return [
			'Expected git on this host, found none.',
			{ exit: 3, advice: ['Install git: the version of this stack is a checkout.'] },
		];
	if (timedOut)
		return [
			`${shown} did not end in time.`,
			{ exit: 3, advice: ['See whether it ends by hand, in the stack’s directory.'] },
		];
	if (/dubious ownership/.test(stderr))
		return [
			`${cwd} belongs to another user: git does not trust it.`,
			{
				exit: 3,
				advice: [
					'Run Lockkeeper as the user who owns the checkout.',
					`Or say that you trust it: git config --global --add safe.directory ${cwd}`,
				],
			},
		];
	if (/not a git repository/.test(stderr))
		return [
			`Expected a git checkout in ${cwd}, found none.`,
			{ exit: 3, advice: ['Make it one with git clone, at the tag of the version that runs.'] },
		];
	const said = stderr.trim().split('\n').slice(-4).join(' ').trim();
	return [
		`${shown} ended with exit code ${exitCode ?? 'none'}${said === '' ? '' : `: ${said}`}`,
		{ exit: 3, advice: [] },
	];
}
