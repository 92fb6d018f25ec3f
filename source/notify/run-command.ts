// Touches the world: the one place that runs a notification's command.
import { resolve } from 'node:path';
import { execa } from 'execa';
import { type Hurry, hungWords, left, watchCall } from '../host/watch-call.ts';
import { shortened } from '../text/shortened.ts';
import { environmentOf, type Message } from './message.ts';

/** Milliseconds that stderr is read on after the command has ended: what it left in the background may hold it open. */
const lastWords = 200;

/** Milliseconds until a command that was asked to stop is made to. */
const insist = 1000;

/** Characters of stderr that are kept, the last. */
const kept = 2000;

/**
 * Runs a command with a message, without a shell.
 * @param deadline milliseconds @throws Error with why it failed, a clause
 */
export async function runCommand(
	argv: readonly string[],
	message: Message,
	{
		directory,
		deadline,
		hurry,
	}: { readonly directory: string; readonly deadline: number; readonly hurry?: Hurry | undefined },
): Promise<void> {
	const [file = '', ...rest] = argv;
	const watch = watchCall({ deadline }, undefined, { insist, ...hurry });
	const child = execa(file.includes('/') ? resolve(directory, file) : file, rest, {
		cwd: directory,
		env: environmentOf(message),
		input: `${message.text}\n`,
		stdout: 'ignore',
		stderr: 'pipe',
		buffer: false,
		cancelSignal: watch.signal,
		forceKillAfterDelay: watch.insistAfter,
		killDescendants: true,
		reject: false,
	});
	let said = '';
	child.stderr.on('data', (chunk: Buffer) => {
		said = (said + chunk).slice(-kept);
	});
	const exited = new Promise<Ended>((settle) => {
		child.nodeChildProcess.once('exit', (code, signal) =>
			setTimeout(() => settle({ exitCode: code ?? undefined, signal: signal ?? undefined }), lastWords),
		);
	});
	const ended = await watch.orLeft(Promise.race<Ended>([child, exited]));
	child.stderr.destroy();
	const hung = watch.hung();
	if (hung) throw new Error(hungWords(hung));
	if (ended === left) throw new Error('it could not be ended');
	const problem = problemOf(file, ended);
	if (problem === undefined) return;
	const last = said.trim().split('\n').at(-1) ?? '';
	throw new Error(last === '' ? problem : `${problem}: ${shortened(last)}`);
}

type Ended = {
	readonly exitCode?: number | undefined;
	readonly signal?: string | undefined;
	readonly code?: string | undefined;
};

function problemOf(file: string, { code, exitCode, signal }: Ended): string | undefined {
	switch (code) {
		case undefined:
			break;
		case 'ENOENT':
			return `${file} is not there, or its first line names an interpreter that is not`;
		case 'EACCES':
			return `${file} may not be run: see its mode`;
		case 'ENOEXEC':
			return `${file} is no program: its first line must name an interpreter, as #!/bin/sh`;
		default:
			// A command need not read its stdin.
			if (code !== 'EPIPE') return `${file} could not be run (${code})`;
	}
	if (signal !== undefined) return `it was ended by ${signal}`;
	return exitCode === 0 ? undefined : `it ended with exit code ${exitCode ?? 'none'}`;
}
