// Touches the world: the one place that runs the host's tar.
import { setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import { OperatorError } from './errors.ts';
import { bytesMoved } from './processes.ts';
import { type Hurry, hungWords, left, standstill, watchCall } from './watch-call.ts';

/** As `nice` does when it is told nothing else. */
const niceness = 10;

/** How tar ended: 0 all is well, 1 some files changed or differ. Anything else is thrown. */
export type TarEnding = { readonly exitCode: 0 | 1; readonly stderr: string };

/** tar with its streams. */
export type RunningTar = {
	readonly pid: number | undefined;
	readonly stdin: Writable;
	readonly stdout: Readable;
	/** @throws OperatorError when tar cannot be started, hangs, is ended, or fails (exit code 2) */
	readonly ended: Promise<TarEnding>;
};

/**
 * Starts GNU tar without a shell; its messages are in English, whatever the operator's language.
 * @param doing what it is for, for the error's sentence, e.g. `Archiving /srv/data`
 */
export function startTar(
	argv: readonly string[],
	options: {
		readonly doing: string;
		readonly signal?: AbortSignal | undefined;
		/** For tests. */
		readonly hurry?: Hurry;
	},
): RunningTar {
	let pid: number | undefined;
	const stall = { after: standstill, sign: () => bytesMoved(pid) };
	const watch = watchCall({ stall }, options.signal, options.hurry);
	const child = execa('tar', [...argv], {
		env: { LC_ALL: 'C', TAR_OPTIONS: '' },
		stdin: 'pipe',
		stdout: 'pipe',
		stderr: 'pipe',
		encoding: 'buffer',
		buffer: { stdout: false, stderr: true },
		reject: false,
		forceKillAfterDelay: watch.insistAfter,
		cancelSignal: watch.signal,
	});
	pid = child.pid;
	yieldToOthers(child.pid);
	const ended = watch.orLeft(Promise.resolve(child)).then((result): TarEnding => {
		const hung = watch.hung();
		if (hung) throw hangs(options.doing, hungWords(hung));
		if (result === left) throw new OperatorError(`${options.doing}: tar was stopped.`, { exit: 3 });
		const stderr = Buffer.from(result.stderr ?? []).toString();
		if (result.exitCode === 0 || result.exitCode === 1) return { exitCode: result.exitCode, stderr };
		throw new OperatorError(`${options.doing}: tar ${how(result)}${firstLines(stderr)}`, {
			exit: 3,
			advice: advice(result.code, stderr),
			cause: result,
		});
	});
	// Whoever started it awaits `ended` after the streams; until then a failure is not unhandled.
	ended.catch(() => {});
	return { pid: child.pid, stdin: child.stdin, stdout: child.stdout, ended };
}

const hangs = (doing: string, how: string) =>
	new OperatorError(`${doing}: tar ${how}.`, {
		exit: 3,
		advice: [
			'What it had written is not used; what it read is untouched.',
			'A disk or a network file system does not answer: see which with df and dmesg, then try again.',
		],
	});

/** Its compressor inherits it: the stack, and a dump that takes longer than any archive, go first. */
function yieldToOthers(pid: number | undefined): void {
	try {
		if (pid !== undefined) setPriority(pid, niceness);
	} catch {
		// It has ended already, or may not: then it runs as everything else does.
	}
}

function how(result: { exitCode?: number; signal?: string; isCanceled: boolean; code?: string }): string {
	if (result.isCanceled) return 'was stopped';
	if (result.signal) return `was ended by ${result.signal}`;
	if (result.exitCode !== undefined) return `ended with exit code ${result.exitCode}`;
	return `could not be started (${result.code ?? 'unknown'})`;
}

function firstLines(stderr: string): string {
	const lines = stderr
		.split('\n')
		.filter((line) => line && !line.includes('Exiting with failure status'))
		.map((line) => line.replace(/^\S*tar: /, ''));
	if (lines.length === 0) return '.';
	const more = lines.length > 10 ? ` … and ${lines.length - 10} more` : '';
	return `: ${lines.slice(0, 10).join('; ')}${more}`;
}

function advice(code: string | undefined, stderr: string): readonly string[] {
	if (code === 'ENOENT') return ['Install GNU tar on this host.'];
	if (stderr.includes('Permission denied'))
		return ['Run Lockkeeper as root, or leave these entries out by name in the runbook (`except`).'];
	if (stderr.includes('No space left')) return ['Make room on this file system, then try again.'];
	if (/unrecognized option|Usage:/.test(stderr)) return ['GNU tar is needed; another tar was found on PATH.'];
	return [];
}
