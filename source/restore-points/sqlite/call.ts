// Touches the world: runs the program that works on SQLite databases.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { OperatorError } from '../../host/errors.ts';
import { bytesMoved } from '../../host/processes.ts';
import { hungWords, left, standstill, watchCall } from '../../host/watch-call.ts';
import type { RestorePointContext } from '../context.ts';
import type { SqliteContent } from './part.ts';
import {
	type Compared,
	type Comparison,
	type Problem,
	type Reply,
	type Request,
	resultCode,
	type Told,
} from './request.ts';

type Context = Pick<RestorePointContext, 'signal'>;
type OnProgress = (done: number, total?: number) => void;

/**
 * Copies a live database into an empty file, as of one moment.
 * @throws OperatorError; an error with `code` ENOSPC on a full disk
 */
export async function copyDatabase(
	context: Context,
	source: string,
	target: string,
	onProgress: OnProgress,
): Promise<void> {
	await call(context, { act: 'copy', source, target }, source, onProgress);
}

/** Checks a file that nobody writes to, and reads what it holds. @throws OperatorError when it is damaged */
export async function readDatabase(
	context: Context,
	file: string,
	check: 'quick' | 'full',
	/** For people: whose content it is. */
	name: string,
	onProgress: OnProgress = () => {},
): Promise<SqliteContent> {
	return (await call(context, { act: 'read', file, check }, name, onProgress)) as SqliteContent;
}

/** Asks a database in use, which is only read. @returns rows of text @throws OperatorError when it cannot be asked */
export async function askDatabaseFile(
	context: Context,
	file: string,
	question: string,
): Promise<Told['rows']> {
	return ((await call(context, { act: 'ask', file, question }, file, () => {})) as Told).rows;
}

/** @throws OperatorError when one of them cannot be read; an error with `code` ENOSPC on a full disk */
export async function compareDatabases(
	context: Context,
	comparison: Comparison,
	onProgress: OnProgress,
): Promise<Compared> {
	return (await call(context, { act: 'compare', ...comparison }, comparison.now, onProgress)) as Compared;
}

async function call(
	{ signal }: Context,
	request: Request,
	name: string,
	onProgress: OnProgress,
): Promise<SqliteContent | Compared | Told | Record<string, never>> {
	let pid: number | undefined;
	const watch = watchCall({ stall: { after: standstill, sign: () => bytesMoved(pid) } }, signal);
	const child = execa(
		process.execPath,
		['--disable-warning=ExperimentalWarning', programFile(), JSON.stringify(request)],
		{
			// A debugger or a coverage tool is meant for this process, not for that one.
			env: { NODE_OPTIONS: '' },
			stdin: 'ignore',
			stdout: 'pipe',
			stderr: 'pipe',
			buffer: { stdout: false, stderr: true },
			reject: false,
			forceKillAfterDelay: watch.insistAfter,
			cancelSignal: watch.signal,
		},
	);
	pid = child.pid;
	let last: Reply | undefined;
	const told = async () => {
		for await (const line of child.iterable({ from: 'stdout' })) {
			watch.moved();
			last = JSON.parse(line) as Reply;
			if ('done' in last) onProgress(last.done, last.total);
		}
		return child;
	};
	const result = await watch.orLeft(told());
	signal?.throwIfAborted();
	const hung = watch.hung();
	if (hung || result === left)
		throw new OperatorError(`${name}: reading it ${hung ? hungWords(hung) : 'was stopped'}.`, {
			exit: 3,
			advice: [
				'The database is untouched; what was copied is not used.',
				'The disk or the network file system it lies on does not answer: see which with df and dmesg.',
			],
		});
	if (last && 'answer' in last) return last.answer;
	if (last && 'problem' in last) throw errorOf(last.problem, name);
	throw new Error(
		`The program for SQLite ended without an answer (${result.shortMessage ?? result.exitCode}): ${result.stderr}`,
	);
}

/** Beside the source, or beside the bundle's parts. */
function programFile(): string {
	const here = dirname(fileURLToPath(import.meta.url));
	const found = [join(here, 'program.ts'), join(here, 'sqlite-program.js')].find((path) => existsSync(path));
	if (found) return found;
	throw new Error(`Expected the program for SQLite in ${here}: this installation is not whole`);
}

function errorOf({ code, message }: Problem, name: string): Error {
	const refuse = (text: string, ...advice: string[]) => new OperatorError(text, { exit: 3, advice });
	switch (code) {
		case resultCode.full:
			return Object.assign(new Error(`No space left for a copy of ${name}`), { code: 'ENOSPC' });
		case resultCode.busy:
		case resultCode.locked:
			return refuse(
				`${name}: expected to read it within 15 seconds, found it locked by another process.`,
				'Find out what holds it: a backup of the app’s own, a `VACUUM`, a session left open. Then try again.',
			);
		case resultCode.corrupt:
			return refuse(
				`${name}: expected a whole SQLite database, found: ${message}.`,
				'Do not upgrade with it. Bring back an older copy, or have it repaired: sqlite3 FILE .recover',
			);
		case resultCode.notADatabase:
			return refuse(
				`${name}: expected a SQLite database, found something else; an encrypted one looks like this too.`,
				'Correct the path of this database in the runbook.',
			);
		case resultCode.readOnly:
		case resultCode.cannotOpen:
			return refuse(
				`${name}: expected to open it and the files beside it, and SQLite says: ${message}.`,
				'Run Lockkeeper as the user the app runs as, or as root.',
			);
		case 0:
			return new Error(message);
		default:
			return refuse(`${name}: SQLite says: ${message}.`, 'Look at the disk it lies on, and try again.');
	}
}
