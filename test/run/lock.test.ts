import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OperatorError } from '../../source/host/errors.ts';
import { bootId, processStart } from '../../source/host/processes.ts';
import { isAlive, type LockHolder, readLock, takeLock } from '../../source/run/lock.ts';
import { lockProgram } from './fixtures/lock-program.ts';

const now = new Date('2026-06-15T02:10:00.000Z');
const program = lockProgram();

let directory: string;
const children: ChildProcess[] = [];
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-lock-'));
});
afterEach(() => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
	rmSync(directory, { recursive: true, force: true });
});

const file = () => join(directory, 'lock');
const holder = (changes: Partial<LockHolder> = {}): LockHolder => ({
	run: 'earlier',
	user: 'ada',
	host: hostname(),
	from: '192.0.2.7',
	since: '2026-06-14T23:00:00.000Z',
	pid: process.pid,
	boot: bootId(),
	start: processStart(process.pid) ?? '',
	...changes,
});
const hold = (changes: Partial<LockHolder>, at = directory) =>
	writeFileSync(join(at, 'lock'), JSON.stringify(holder(changes)));

/** A process id that belonged to a process which has ended. */
async function endedPid(): Promise<number> {
	const child = spawn('true');
	await once(child, 'exit');
	return child.pid ?? 0;
}

describe('taking the lock', () => {
	test('makes a private directory and file that name the holder, and nothing else', () => {
		const state = join(directory, 'state');
		takeLock(state, 'one', now);
		expect(readLock(state)).toMatchObject({
			run: 'one',
			pid: process.pid,
			host: hostname(),
			since: now.toISOString(),
		});
		expect(statSync(state).mode & 0o777).toBe(0o700);
		expect(statSync(join(state, 'lock')).mode & 0o777).toBe(0o600);
		expect(readdirSync(state)).toEqual(['lock']);
	});

	test('the second one is told who holds it, from where, since when', () => {
		hold({});
		const before = readFileSync(file());
		expect(() => takeLock(directory, 'two', now)).toThrow(
			`Another Lockkeeper works on this stack: run earlier of ada from 192.0.2.7, process ${process.pid}, since 2026-06-14T23:00:00.000Z.`,
		);
		expect(() => takeLock(directory, 'two', now)).toThrow(OperatorError);
		expect(readFileSync(file())).toEqual(before);
		expect(readdirSync(directory)).toEqual(['lock']);
	});

	test('an SSH connection is named by its other end', () => {
		process.env.SSH_CONNECTION = '198.51.100.4 50022 203.0.113.9 22';
		try {
			takeLock(directory, 'one', now);
		} finally {
			delete process.env.SSH_CONNECTION;
		}
		expect(readLock(directory)?.from).toBe('198.51.100.4');
	});

	test('once released, it can be taken again', () => {
		takeLock(directory, 'one', now)();
		expect(existsSync(file())).toBe(false);
		takeLock(directory, 'two', now);
		expect(readLock(directory)?.run).toBe('two');
	});

	test('releasing twice does not take away the next one’s lock', () => {
		const release = takeLock(directory, 'one', now);
		release();
		takeLock(directory, 'two', now);
		release();
		expect(readLock(directory)?.run).toBe('two');
	});

	test('a failure to release hides nothing', () => {
		const release = takeLock(directory, 'one', now);
		rmSync(directory, { recursive: true });
		expect(release).not.toThrow();
	});
});

describe('a holder that ended does not keep the lock', () => {
	test('its process is gone', async () => {
		hold({ pid: await endedPid() });
		takeLock(directory, 'two', now);
		expect(readLock(directory)?.run).toBe('two');
		expect(readdirSync(directory)).toEqual(['lock']);
	});

	test('its process id belongs to another one now', () => {
		hold({ start: '1' });
		takeLock(directory, 'two', now);
		expect(readLock(directory)?.run).toBe('two');
	});

	test('the host was restarted since', () => {
		hold({ boot: '00000000-0000-0000-0000-000000000000' });
		takeLock(directory, 'two', now);
		expect(readLock(directory)?.run).toBe('two');
	});

	test('killed with the lock in its hands', async () => {
		const child = await taker('killed', [directory]);
		const [answer] = await child.take(Date.now());
		expect(answer).toBe('taken');
		expect(() => takeLock(directory, 'two', now)).toThrow(`run killed of`);
		child.process.kill('SIGKILL');
		await once(child.process, 'exit');
		takeLock(directory, 'two', now);
		expect(readLock(directory)?.run).toBe('two');
	});
});

test('one who was killed while removing a stale lock stands in nobody’s way', async () => {
	const pid = await endedPid();
	hold({ pid });
	writeFileSync(join(directory, 'lock.removing'), JSON.stringify(holder({ pid })));
	takeLock(directory, 'two', now);
	expect(readdirSync(directory)).toEqual(['lock']);
});

describe('a holder that may be alive keeps it', () => {
	test('on another host, where nobody here can look', () => {
		hold({ host: 'elsewhere', pid: 1, start: '1', boot: 'x' });
		try {
			takeLock(directory, 'two', now);
			expect.unreachable();
		} catch (error) {
			const { message, advice, exit } = error as OperatorError;
			expect(message).toBe(
				'Another Lockkeeper works on this stack: run earlier of ada from 192.0.2.7, process 1 on host elsewhere, since 2026-06-14T23:00:00.000Z.',
			);
			expect(advice.at(-1)).toBe(
				`From this host, ${hostname()}, nobody can see whether it still runs. When it does not, remove ${file()}.`,
			);
			expect(exit).toBe(3);
		}
	});

	test('this very process', () => {
		expect(isAlive(holder())).toBe(true);
	});
});

test.each([
	['torn', '{"run":"earl'],
	['empty', ''],
	['of something else', '{"pid":1}'],
])('a lock file that is %s names nobody: it is not taken over by a guess', (_shape, text) => {
	writeFileSync(file(), text);
	expect(readLock(directory)).toBeUndefined();
	expect(() => takeLock(directory, 'two', now)).toThrow(
		`Expected the lock ${file()} to name its holder, but it cannot be read.`,
	);
	expect(readFileSync(file(), 'utf8')).toBe(text);
});

test('of 50 processes at the same moment exactly one wins, also over the lock of a dead one, and all others name it', async () => {
	const [fresh, ...stale] = ['fresh', ...Array.from({ length: 6 }, (_, index) => `stale-${index}`)].map(
		(name) => join(directory, name),
	) as [string, ...string[]];
	const dead = await endedPid();
	for (const state of stale) {
		mkdirSync(state);
		hold({ pid: dead }, state);
	}
	// The kernel names the boot anew with each start of the host.
	hold({ boot: '00000000-0000-0000-0000-000000000000' }, stale[0] as string);
	// Its process id is that of a living one, which started at another time.
	hold({ start: '1' }, stale[1] as string);
	const takers = await Promise.all(
		Array.from({ length: 50 }, (_, index) => taker(`run-${index}`, [fresh, ...stale])),
	);
	const begin = Date.now() + 100;
	const answers = await Promise.all(takers.map((each) => each.take(begin)));
	for (const [index, state] of [fresh, ...stale].entries()) {
		const winners = answers.flatMap((answer, number) => (answer[index] === 'taken' ? [`run-${number}`] : []));
		expect(winners, state).toHaveLength(1);
		expect(readLock(state)?.run).toBe(winners[0]);
		const others = answers.map((answer) => answer[index]).filter((answer) => answer !== 'taken');
		expect(others).toHaveLength(49);
		for (const answer of others)
			expect(answer).toMatch(
				new RegExp(`^Another Lockkeeper works on this stack: run ${winners[0]} of .* Nothing was changed`),
			);
		expect(readdirSync(state)).toEqual(['lock']);
	}
});

async function taker(name: string, directories: readonly string[]) {
	const child = spawn(process.execPath, [program, name, ...directories], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	children.push(child);
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	await lines.next();
	return {
		process: child,
		/** @param begin milliseconds of the clock */
		async take(begin: number): Promise<readonly string[]> {
			child.stdin.write(String(begin));
			return JSON.parse((await lines.next()).value ?? '[]');
		},
	};
}
