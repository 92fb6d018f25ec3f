// Touches the world: the real command line as a child process, or in a real terminal.
import path from 'node:path';
import { execa } from 'execa';
import type { RunEvent } from '../../source/run/events.ts';
import { openTerminal, type Terminal } from '../wizard/terminal.ts';

const checkout = path.resolve(import.meta.dirname, '../..');
const sourceEntry = path.join(checkout, 'source', 'cli.ts');
const bundledEntry = path.join(checkout, 'dist', 'cli.js');

/** How a call of Lockkeeper ended. */
export type Ended = {
	readonly exit: number | undefined;
	readonly stdout: string;
	/** Standard error. */
	readonly said: string;
};

export type CallOptions = {
	/** Variables laid over this process's own; undefined takes one away. */
	readonly environment?: Readonly<Record<string, string | undefined>>;
	/** Program and arguments that start Lockkeeper, e.g. `setpriv` with another user. */
	readonly through?: readonly string[];
	/** Working directory. @default one that is no stack */
	readonly directory?: string;
	/** True for the built program: it starts faster, and so does each program that it starts. */
	readonly bundled?: boolean;
	/** Milliseconds until it is killed. @default 300000 */
	readonly deadline?: number;
};

/** Runs Lockkeeper without a terminal to its end, whatever the exit code. */
export async function callLockkeeper(words: readonly string[], options: CallOptions = {}): Promise<Ended> {
	const { environment = {}, through = [], directory = '/', bundled = false, deadline = 300_000 } = options;
	const [program = '', ...rest] = [
		...through,
		process.execPath,
		bundled ? bundledEntry : sourceEntry,
		...words,
	];
	const ended = await execa(program, rest, {
		cwd: directory,
		env: ownEnvironment(environment),
		extendEnv: false,
		stdin: 'ignore',
		reject: false,
		timeout: deadline,
		maxBuffer: 100_000_000,
	});
	return { exit: ended.exitCode, stdout: ended.stdout, said: ended.stderr };
}

/** The last line of the JSON front. */
export type JsonResult = {
	readonly type: string;
	readonly exit: number;
	readonly state: string;
	readonly text: readonly string[];
};

/** The same with `--json`: its events, and the result that stands in its last line. */
export async function callWithJson(
	words: readonly string[],
	options: CallOptions = {},
): Promise<Ended & { readonly events: readonly RunEvent[]; readonly result: JsonResult }> {
	const ended = await callLockkeeper([...words, '--json'], options);
	const lines = ended.stdout.split('\n').map((line) => JSON.parse(line));
	return { ...ended, events: lines.slice(0, -1) as RunEvent[], result: lines.at(-1) as JsonResult };
}

/** The events of one type, in their order. */
export function eventsOf<T extends RunEvent['type']>(
	events: readonly RunEvent[],
	type: T,
): readonly Extract<RunEvent, { type: T }>[] {
	return events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);
}

/** How a step of these events ended. @throws Error when it did not */
export function endOfStep(
	events: readonly RunEvent[],
	step: string,
): Extract<RunEvent, { type: 'step ends' }> {
	const end = eventsOf(events, 'step ends').find((event) => event.step === step);
	if (end) return end;
	throw new Error(`the step ${step} did not end`);
}

/** Starts Lockkeeper in a terminal: with `--plain` the line front asks there, else the wizard opens. */
export function openInTerminal(
	words: readonly string[],
	size: { readonly columns: number; readonly rows: number } = { columns: 120, rows: 40 },
): Terminal {
	return openTerminal({
		...size,
		program: process.execPath,
		args: [words.includes('--plain') ? sourceEntry : bundledEntry, ...words],
		cwd: '/',
		env: ownEnvironment({}),
	});
}

/** A locale with UTF-8, and nothing of the test runner's own wishes for colour. */
function ownEnvironment(changes: Readonly<Record<string, string | undefined>>): Record<string, string> {
	const merged: Record<string, string | undefined> = {
		...process.env,
		...{ LANG: 'C.UTF-8', LC_ALL: undefined, CI: undefined, NO_COLOR: undefined, FORCE_COLOR: undefined },
		...changes,
	};
	return Object.fromEntries(
		Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== undefined),
	);
}
