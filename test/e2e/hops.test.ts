// Touches the world: runs of several hops on practice stacks: gone, declined in between, killed in between and in the next one.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PracticeStack } from '../../source/practice/open-practice-stack.ts';
import { faultVariable } from '../../source/run/fault-seam.ts';
import { openPracticeQuickly } from '../practice/open-quickly.ts';
import { openTerminal } from '../wizard/terminal.ts';
import { call, pinnedOf, program, stepsOf } from './killed.ts';

let stack: PracticeStack;
beforeEach(async () => {
	stack = await openPracticeQuickly({ rows: 300 });
	await stack.ready;
}, 60_000);
afterEach(() => stack.close());

/** The same stack, for a run that is killed when it opens a gate. */
const killedAt = (gate: string): PracticeStack => ({
	...stack,
	engine: {
		...stack.engine,
		environment: {
			...stack.engine.environment,
			[faultVariable]: JSON.stringify([{ at: { type: 'gate', gate }, do: 'kill' }]),
		},
	},
});

const restorePoints = async () =>
	(await readdir(join(stack.directory, '.lockkeeper', 'backups', 'practice'))).filter(
		(name) => !name.startsWith('.'),
	);

test('killed at the question between two hops: the next one is asked for again, fails, and its own way back leads to the first', async () => {
	const killed = await call(killedAt('next-hop'), ['upgrade', '--to', '0.3.0']);
	expect(killed.exit, killed.text).not.toBe(0);
	expect(await pinnedOf(stack)).toBe('0.2.0');

	const gone = await call(stack, ['attach']);
	expect(gone.exit, gone.text).toBe(3);
	expect(gone.since).toContainEqual(expect.objectContaining({ type: 'hop', number: 2 }));
	// What the first one took is what the second expects.
	const plan = gone.since.find((event) => event.type === 'plan');
	expect(plan?.plan.steps.filter(({ seen }) => seen !== undefined).map(({ id }) => id)).toEqual([
		...['restore-point', 'prove'],
	]);
	// What the first hop had done is not done again; the second does all of it.
	expect(stepsOf(gone.since).slice(0, 2)).toEqual(['restore-point', 'prove']);
	expect(await pinnedOf(stack)).toBe('0.3.0');
	expect(await restorePoints()).toEqual([
		expect.stringMatching(/-0\.1\.9$/),
		expect.stringMatching(/-0\.2\.0$/),
	]);

	const back = await call(stack, ['rollback', '--allow-irreversible']);
	expect(back.exit, back.text).toBe(0);
	expect(back.text).toContain('0.2.0 serves again and was verified.');
	expect(await pinnedOf(stack)).toBe('0.2.0');
}, 300_000);

test('killed in the next hop before it changed anything: nothing is left to go on with, and a fresh run says what stands', async () => {
	const killed = await call(
		stack,
		['upgrade', '--to', '0.3.0'],
		(event) => event.type === 'hop' && event.number === 2,
	);
	expect(killed.exit).toBeNull();
	expect(await pinnedOf(stack)).toBe('0.2.0');
	expect((await call(stack, ['attach'])).text).toContain('There is no run to open');
	const fresh = await call(stack, ['upgrade', '--to', '0.2.0']);
	expect(fresh.exit).toBe(3);
	expect(fresh.lines).toContainEqual(
		expect.objectContaining({
			type: 'fact',
			fact: expect.objectContaining({
				id: 'interrupted',
				value: expect.stringContaining(
					'version and data of the stack were not changed since 0.2.0 was verified',
				),
			}),
		}),
	);
}, 240_000);

test('declined in between: the stack is whole at the first one, and the result says how to go on', async () => {
	const terminal = openTerminal({
		...{ columns: 200, rows: 50, program: process.execPath },
		args: [program, 'upgrade', '--to', '0.3.0', '--plain', '--stack', stack.directory],
		env: { ...process.env, ...stack.engine.environment, NO_COLOR: '1', LANG: 'C.UTF-8' },
	});
	try {
		let at = 0;
		for (
			let ends = Date.now() + 180_000;
			terminal.exit() === undefined && Date.now() < ends;
			await sleep(30)
		) {
			const told = terminal.raw().slice(at);
			const question =
				/yes or no: |“ok” to acknowledge, anything else to stop: |w works, b broken, n not tried: /.exec(
					told,
				);
			if (!question) continue;
			const asked = told.slice(0, question.index);
			at += question.index + question[0].length;
			const yes = question[0].startsWith('yes') ? 'yes' : question[0].startsWith('“ok”') ? 'ok' : 'w';
			terminal.type(`${asked.includes('Go on to 0.3.0, hop 2 of 2?') ? 'no' : yes}\r`);
		}
		const exit = await terminal.waitForExit(20_000);
		const told = terminal.raw().replaceAll(/\s+/g, ' ');
		expect(exit, told).toBe(130);
		expect(told).toContain('0.1.9 → 0.3.0 takes 2 hops. Go them one after the other?');
		expect(told).toContain('runs 0.2.0, verified.');
		expect(told).toContain('Not gone: 0.3.0. To go on: lockkeeper upgrade --to 0.3.0');
	} finally {
		await terminal.close();
	}
	expect(await pinnedOf(stack)).toBe('0.2.0');
	const runs = join(stack.directory, '.lockkeeper', 'runs');
	const [run = ''] = (await readdir(runs)).sort();
	expect(await readFile(join(runs, run, 'report.md'), 'utf8')).toContain(': 0.1.9 → 0.2.0, hop 1 of 2\n');
	expect((await call(stack, ['attach'])).text).toContain('There is no run to open');
}, 240_000);
