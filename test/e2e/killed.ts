// Touches the world: the built program on a practice stack, killed where a test says.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { PracticeStack } from '../../source/practice/open-practice-stack.ts';
import type { RunEvent } from '../../source/run/events.ts';
import { faultVariable } from '../../source/run/fault-seam.ts';
import { readLock } from '../../source/run/lock.ts';

/** The built program. */
export const program = join(import.meta.dirname, '../../dist/cli.js');

export type Called = {
	/** Null when it was killed. */
	readonly exit: number | null;
	readonly lines: readonly RunEvent[];
	/** From where an interrupted run was gone on with; the front tells what was before it too. */
	readonly since: readonly RunEvent[];
	readonly state: string | undefined;
	readonly text: string;
};

/**
 * Runs the program to its end, or until it is killed.
 * @param killAt where front and run go, as on a host that loses power: exactly at the beginning of a step, once the
 * journal tells of it; or some milliseconds after an event was told
 */
export async function call(
	stack: PracticeStack,
	words: readonly string[],
	killAt?: string | ((event: RunEvent) => boolean),
): Promise<Called> {
	const front = join(stack.directory, '..', 'front.pid');
	const killed = {
		at: { type: 'step begins', step: killAt },
		do: { run: `kill -9 $(cat '${front}') $PPID` },
	};
	const child = spawn(process.execPath, [program, ...words, '--stack', stack.directory, '--yes', '--json'], {
		env: {
			...process.env,
			...stack.engine.environment,
			LANG: 'C.UTF-8',
			...(typeof killAt === 'string' ? { [faultVariable]: JSON.stringify([killed]) } : {}),
		},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	await writeFile(front, String(child.pid));
	const lines: RunEvent[] = [];
	let said = '';
	child.stderr.on('data', (chunk) => {
		said += chunk;
	});
	createInterface({ input: child.stdout }).on('line', (line) => {
		const event: RunEvent = JSON.parse(line);
		lines.push(event);
		if (typeof killAt !== 'function' || !killAt(event)) return;
		// The run works in a process of its own, which its lock names.
		const runner = readLock(join(stack.directory, '.lockkeeper'))?.pid;
		if (runner !== undefined) process.kill(runner, 'SIGKILL');
		child.kill('SIGKILL');
	});
	const exit = await new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
	const last = lines.at(-1) as unknown as { state?: string; text?: readonly string[] } | undefined;
	const since = lines.slice(
		Math.max(
			0,
			lines.findLastIndex(({ type }) => type === 'resumed'),
		),
	);
	return { exit, lines, since, state: last?.state, text: last?.text?.join('\n') ?? said };
}

export const stepsOf = (lines: readonly RunEvent[]) =>
	lines.flatMap((event) => (event.type === 'step begins' ? [event.step] : []));

export const pinnedOf = async (stack: PracticeStack) =>
	/^SPECIVO_VERSION=(.*)$/m.exec(await readFile(join(stack.directory, '.env'), 'utf8'))?.[1];

/** What the database holds: rows of each table that no release adds to by itself, and a digest of them. */
export async function rowsOf(stack: PracticeStack): Promise<string> {
	const ask = async (statement: string) =>
		(
			await execa(
				'docker',
				['compose', 'exec', '-T', 'db', 'psql', '-U', 'specivo', '-d', 'specivo', '-At', '-c', statement],
				{ cwd: stack.directory, env: { ...process.env, ...stack.engine.environment }, stdin: 'ignore' },
			)
		).stdout;
	const tables = (
		await ask(
			"SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name",
		)
	).split('\n');
	const hash = createHash('sha256');
	const counts: string[] = [];
	for (const table of tables) {
		counts.push(`${table} ${await ask(`SELECT count(*) FROM "${table}"`)}`);
		hash.update(await ask(`SELECT t::text FROM "${table}" t ORDER BY 1`));
	}
	return `${counts.join(', ')}: ${hash.digest('hex')}`;
}
