// Touches the world: optional steps after an upgrade of the practice stack: left, run, failed, killed and asked again.
import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PracticeStack } from '../../source/practice/open-practice-stack.ts';
import { faultVariable } from '../../source/run/fault-seam.ts';
import { openPracticeQuickly } from '../practice/open-quickly.ts';
import { openTerminal, type Terminal } from '../wizard/terminal.ts';
import { call, pinnedOf, program, stepsOf } from './killed.ts';

let stack: PracticeStack;
beforeEach(async () => {
	stack = await openPracticeQuickly({ rows: 300 });
	await stack.ready;
	await appendFile(
		join(stack.directory, 'lockkeeper.yaml'),
		`after:
  optional:
    - { title: look at the schema, command: { service: api, run: [alembic, current] }, takes: 2 }
    - { title: build the index, command: { service: api, run: [alembic, nonsense] } }
  watch: [the queue]
`,
	);
}, 60_000);
afterEach(() => stack.close());

const terminals: Terminal[] = [];
afterEach(async () => {
	for (const terminal of terminals.splice(0)) await terminal.close();
});

/** Asks on a terminal, line by line, and is answered by what the question says; returns all that was written. */
async function answered(words: readonly string[], variables: Readonly<Record<string, string>> = {}) {
	const terminal = openTerminal({
		...{ columns: 200, rows: 50, program: process.execPath },
		args: [program, ...words, '--plain', '--stack', stack.directory],
		env: { ...process.env, ...stack.engine.environment, NO_COLOR: '1', LANG: 'C.UTF-8', ...variables },
	});
	terminals.push(terminal);
	const answers = [
		['yes or no: ', 'yes'],
		['“ok” to acknowledge, anything else to stop: ', 'ok'],
		['w works, b broken, n not tried: ', 'w'],
		['or no: ', 'go-on'],
	] as const;
	let at = 0;
	for (let ends = Date.now() + 120_000; terminal.exit() === undefined && Date.now() < ends; await sleep(30)) {
		const written = terminal.raw();
		const next = answers
			.map(([question, answer]) => ({
				answer,
				end: written.indexOf(question, at) + question.length,
				question,
			}))
			.filter(({ end, question }) => end >= question.length + at)
			.sort((one, other) => one.end - other.end)[0];
		if (!next) continue;
		at = next.end;
		terminal.type(`${next.answer}\r`);
	}
	return { exit: await terminal.waitForExit(20_000), written: terminal.raw() };
}

const reportOf = async () => {
	const runs = join(stack.directory, '.lockkeeper', 'runs');
	const [run = ''] = (await readdir(runs)).filter((name) => name !== 'others').sort();
	return readFile(join(runs, run, 'report.md'), 'utf8');
};

test('with --yes none of them runs: the result and the report name their commands', async () => {
	const done = await call(stack, ['upgrade', '--to', '0.1.10']);
	expect({ exit: done.exit, state: done.state }, done.text).toEqual({ exit: 0, state: 'new version' });
	expect(stepsOf(done.lines)).not.toContain('optional-1');
	const report = await reportOf();
	for (const text of [done.text, report]) {
		expect(text).toMatch(
			/Left: look at the schema\. To run it: cd \S+ && docker compose .* api alembic current\n/,
		);
		expect(text).toMatch(
			/Left: build the index\. To run it: cd \S+ && docker compose .* api alembic nonsense\n/,
		);
		expect(text).toContain('Watch for a day: the queue.');
		expect(text).toMatch(/To look at it: lockkeeper restore-points show \S+-0\.1\.9 --stack /);
	}
	expect(report).toContain('| optional: look at the schema | skipped |');
}, 180_000);

test('killed in one: it is asked about again, and one that fails does not make the upgrade fail', async () => {
	const fault = JSON.stringify([{ at: { type: 'step begins', step: 'optional-1' }, do: 'kill' }]);
	const killed = await answered(['upgrade', '--to', '0.1.10'], { [faultVariable]: fault });
	expect(killed.written).toContain('Optional: look at the schema now?');
	expect(killed.exit, killed.written).not.toBe(0);
	const done = await answered(['attach']);
	expect(done.exit, done.written).toBe(0);
	expect(done.written).toContain('“optional: look at the schema” is asked about again; 0.1.10 was verified');
	expect(done.written).toContain('It was begun before the run was interrupted');
	expect(done.written).toMatch(
		/Done: look at the schema, in .*; it ended well, and said last: “0020 \(head\)”\./,
	);
	expect(done.written).toMatch(/Not done: build the index\. .*'nonsense'/);
	expect(done.written).toContain('0.1.10 runs and is verified all the same.');
	expect(await pinnedOf(stack)).toBe('0.1.10');
	const report = await reportOf();
	expect(report).toContain('| optional: look at the schema | done |');
	expect(report).toContain('| optional: build the index | failed |');
	const again = await call(stack, ['attach']);
	expect(again.text).toContain('There is no run to open');
}, 240_000);
