// Touches the world: a run in a process of its own on the practice stack, its fronts closed, killed and opened again.
import { readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { PracticeStack } from '../../source/practice/open-practice-stack.ts';
import type { RunEvent } from '../../source/run/events.ts';
import { readLock } from '../../source/run/lock.ts';
import { openPracticeQuickly } from '../practice/open-quickly.ts';
import { openTerminal, type Terminal } from '../wizard/terminal.ts';
import { walkUntil } from '../wizard/walk.ts';

const program = join(import.meta.dirname, '../../dist/cli.js');
let stack: PracticeStack;
const terminals: Terminal[] = [];

/** Seconds that the migration to 0.2.0 takes. */
const slow = 6;

// One stack for all, in their order: the first ones end before anything of it is changed.
beforeAll(async () => {
	process.env.LOCKKEEPER_PRACTICE_SLOW_SECONDS = String(slow);
	stack = await openPracticeQuickly({ rows: 300, fault: 'slow-migration' });
	await stack.ready;
});
afterEach(async () => {
	for (const terminal of terminals.splice(0)) await terminal.close();
	const runner = holder()?.pid;
	if (runner !== undefined && alive(runner)) process.kill(runner, 'SIGKILL');
});
afterAll(() => stack.close());

const holder = () => readLock(join(stack.directory, '.lockkeeper'));
function alive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}
const environment = () => ({ ...process.env, ...stack.engine.environment, NO_COLOR: '1', LANG: 'C.UTF-8' });

function open(...words: string[]): Terminal {
	const terminal = openTerminal({
		...{ columns: 80, rows: 24, program: process.execPath },
		args: [program, ...words, '--stack', stack.directory],
		env: environment(),
	});
	terminals.push(terminal);
	return terminal;
}
const script = (...words: string[]) =>
	execa(process.execPath, [program, ...words, '--stack', stack.directory], {
		env: environment(),
		stdin: 'ignore',
		reject: false,
		timeout: 120_000,
	});
const eventsIn = (stdout: string) => stdout.split('\n').map((line) => JSON.parse(line) as RunEvent);
const pinned = async () =>
	/^SPECIVO_VERSION=(.*)$/m.exec(await readFile(join(stack.directory, '.env'), 'utf8'))?.[1];

test('while a run works a script is told whose it is, and attach of nothing says so', async () => {
	const nothing = await script('attach', '--json');
	expect(nothing.exitCode).toBe(3);
	expect(nothing.stderr).toContain(
		`There is no run to open in ${stack.directory}: none is going on, and none was interrupted.`,
	);
	const wizard = open();
	await wizard.waitFor('Leaving now costs', 20_000);
	for (let look = 0; look < 200 && !holder(); look++) await sleep(20);
	const { exitCode, stdout } = await script('upgrade', '--to', '0.2.0', '--yes', '--json');
	expect(exitCode).toBe(3);
	expect(stdout).toContain(`Another Lockkeeper works on this stack: run ${holder()?.run} of `);
	expect(statSync(join(stack.directory, '.lockkeeper', 'control')).mode & 0o777).toBe(0o600);
}, 60_000);

test('two fronts look at once: one answer counts, and the other sees who gave it', async () => {
	const wizard = open();
	await wizard.waitFor('Choose with', 60_000);
	const watcher = script('attach', '--json');
	const plain = open('attach', '--plain');
	await plain.waitFor('one of', 20_000);
	const second = open();
	await second.waitFor('Choose with', 20_000);
	plain.type('0.1.10\r');
	await wizard.waitFor(/Answered by the terminal of \S+ from this host, process \d+\./, 20_000);
	await second.waitFor(/Answered by the terminal of/, 20_000);
	// Stopped by one, ended for all.
	second.type('!');
	await second.waitFor('Stop at the next safe point?', 5000);
	second.type('y');
	await wizard.waitFor('You left.', 20_000);
	expect(await plain.waitForExit(10_000)).toBe(130);
	const { exitCode, stdout } = await watcher;
	expect(exitCode).toBe(130);
	expect(eventsIn(stdout).find(({ type }) => type === 'answer')).toMatchObject({
		answer: { kind: 'chosen', item: '0.1.10' },
	});
}, 120_000);

test('a signal asks: leave it running, or stop; the second one leaves at once', async () => {
	const wizard = open('upgrade', '--to', '0.2.0');
	await walkUntil(wizard, /Start with the restore point\?/, {}, 60_000);
	wizard.signal('SIGTERM');
	await wizard.waitFor(/Leave the wizard, with exit code 130\. The run waits\s+[│\s]*at its question/, 5000);
	wizard.signal('SIGTERM');
	expect(await wizard.waitForExit(5000)).toBe(130);
	expect(wizard.text()).toContain('To open it again: lockkeeper attach --stack');
	expect(wizard.alternate()).toBe(false);

	const plain = open('attach', '--plain');
	await plain.waitFor('yes or no:', 20_000);
	plain.type('\x03');
	await plain.waitFor('l to leave it running', 5000);
	plain.type('\r');
	await plain.waitFor(/stay: [\s\S]*yes or no:/, 5000);
	plain.type('\x03');
	await plain.waitFor(/l to leave it running[\s\S]*l to leave it running/, 5000);
	plain.type('l\r');
	expect(await plain.waitForExit(5000)).toBe(130);

	const gone = open('attach', '--plain');
	await gone.waitFor('yes or no:', 20_000);
	gone.type('\x04');
	expect(await gone.waitForExit(10_000)).toBe(130);
	expect(gone.text()).toContain('The run goes on without you');

	const last = open('attach', '--plain');
	await last.waitFor('yes or no:', 20_000);
	last.signal('SIGINT');
	await last.waitFor('l to leave it running', 5000);
	last.type('s\r');
	expect(await last.waitForExit(10_000)).toBe(130);
	expect(last.text()).toContain('You left.');
	expect(await pinned()).toBe('0.1.9');
}, 120_000);

test('at a gate nobody looks at, the runner takes no processor time, and its memory stays', async () => {
	const wizard = open('upgrade', '--to', '0.2.0');
	await walkUntil(wizard, /Start with the restore point\?/, {}, 60_000);
	const runner = holder()?.pid ?? 0;
	wizard.signal('SIGKILL');
	await wizard.waitForExit(5000);
	await sleep(2000);
	/** Seconds of processor time, and pages in memory. */
	const used = () => {
		const stat = readFileSync(`/proc/${runner}/stat`, 'utf8');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return { time: (Number(fields[11]) + Number(fields[12])) / 100, pages: Number(fields[21]) };
	};
	const before = used();
	await sleep(10_000);
	const after = used();
	// Below a second an hour is below 3 ms in 10 s: less than one tick of the kernel's clock.
	expect(after.time - before.time).toBeLessThan(0.02);
	expect(after.pages).toBeLessThan(before.pages * 1.02);
}, 90_000);
test('a runner that is killed is told on every front, and the terminal is given back', async () => {
	const wizard = open('upgrade', '--to', '0.2.0');
	await walkUntil(wizard, /Start with the restore point\?/, {}, 60_000);
	const watcher = script('attach', '--json');
	await sleep(1500);
	process.kill(holder()?.pid ?? 0, 'SIGKILL');
	expect(await wizard.waitForExit(5000)).toBe(3);
	expect(wizard.alternate()).toBe(false);
	expect(wizard.text()).toContain('ended without a result');
	const { exitCode, stdout } = await watcher;
	expect(exitCode).toBe(3);
	expect(eventsIn(stdout).at(-1)).toMatchObject({ type: 'result', exit: 3 });
}, 90_000);

test('a terminal closed in the middle of a migration: the run ends as it would have, and attach shows all of it', async () => {
	const wizard = open('upgrade', '--to', '0.2.0');
	await walkUntil(wizard, /0023: looked/, {}, 90_000);
	const before = holder();
	wizard.signal('SIGHUP');
	await wizard.waitForExit(5000);
	expect(before && alive(before.pid)).toBe(true);
	expect(before?.pid).toBe(holder()?.pid);

	const again = open('attach');
	// The whole of it: the stations before, and the lines that came while nobody looked.
	await again.waitFor(/Survey · Checklist|Survey.*Upgrade/, 10_000);
	await again.waitFor('0023: looked at', 10_000);
	const questions = await again.waitFor('Does it work?', 60_000);
	expect(questions).toContain('0.1.9 → 0.2.0');
	expect(await pinned()).toBe('0.2.0');
	await walkUntil(again, /0\.2\.0, verified/, {}, 30_000);
	again.type('q');
	expect(await again.waitForExit()).toBe(0);
	for (let look = 0; look < 100 && before && alive(before.pid); look++) await sleep(50);
	expect(holder()).toBeUndefined();
}, 180_000);

test('a front that is killed: what was said ahead on the command line holds without it too', async () => {
	// Back to where it began, by the way back that loses nothing of what is looked at here.
	expect((await script('rollback', '--yes', '--allow-irreversible')).exitCode).toBe(0);
	expect(await pinned()).toBe('0.1.9');
	const front = script('upgrade', '--to', '0.2.0', '--yes', '--json');
	for await (const text of front.iterable()) if (text.includes('"step":"keep-images"')) front.kill('SIGKILL');
	await front;
	expect(await pinned()).toBe('0.1.9');
	const { stdout, exitCode } = await script('attach', '--json');
	const events = eventsIn(stdout);
	expect(exitCode).toBe(0);
	expect(events.at(-1)).toMatchObject({ type: 'result', exit: 0, state: 'new version' });
	expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, index) => index + 1));
	expect(await pinned()).toBe('0.2.0');
}, 120_000);
